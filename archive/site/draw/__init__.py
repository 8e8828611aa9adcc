"""Labels, numbers, charts, cells.

badge: A small SVG that shows a column's state, for other web pages
charts: Charts as SVG made on the server: no scripts, printable, in the page's colours, with a description in words
figure_cells: A report's figures as table cells
filter_words: Datasette's filters and sort orders in the reader's language
form_tables: A report's figures laid out as on its form, each with the place it was read from
labels: Labels of the contract's keys in the reader's language, and the layout of each form's tables: labels.yaml and the codebook
legal_breaks: Changes of the law after which a table's figures mean something else
linked_data: What a page is about as JSON-LD in the terms of schema.org
multiples: Many series as small charts side by side, one a series, all on one scale
outcomes: How requests were answered: sums over the form's rows that say when they are incomplete
shared_views: A view to pass on: its address with what a reader chose, its charts as SVG files, the words to cite and to embed it
table_cells: Cells of Datasette tables for which plain text is not enough
template_names: Names available in every template: texts in the reader's language, labels, numbers, the snapshot in view
"""
