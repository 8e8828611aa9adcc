"""Table lines → rows of figures.

disputes: The table of section 四: one line of fifteen figures under three blocks, or one line per block
glued_figures: Rows whose figures were printed or stored without blanks between them: 15130000154 for 151, 3, 0, 0, 0, 0, 154
line_order: The lines of a table in the form's order, one an item: turned if items run across, halves in turn if two share a line
proactive: The table of section 二: groups of article 20, each with a head and its items
read: The blocks of a document → rows of figures: all tables are read as one stream of lines, since page ends cut them anywhere
requests: The table of section 三: requests received and how they were answered
statistics: The statistics tables before 2019: indicators with a unit and one or more columns of figures, national and provincial shap
text_heads: The order of the columns that heads written in lines of text tell
text_labels: Labels over several lines of a page without rules: joined where full lines prove it, else in doubt
text_lines: Short paragraphs → lines of a table without cells: blanks or gaps separate the cells, words followed by figures make a row
text_tables: Tables written as lines of text, without rules and cells
heads: The columns of a table: its heads on the grid, and the figures below them
unread: Figures of sections 二 to 四 that no reader took, named
"""
