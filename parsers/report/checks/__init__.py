"""Rules within one report, between years, and between levels of government.

between_levels: H1: a government's report against the reports of its parts, if they are comparable at all
between_reports: Rules between reports: consecutive years, and consecutive versions
check: The rules for a report's own figures and text: the equations of forms.yaml applied to it
completeness: D1 and D3: whether period, year and parts of a report are as the form requires
counts: R5: a count is an integer from 0 up
indicators: R8 and R9: relations between indicators of the statistics tables before 2019
rule_texts: The text of each rule, for people
similarity: How much of one text recurs in another
statements: statements.yaml as typed values: figures stated in prose, and the table figures they must agree with
text_against_tables: N1-N6: the text against the tables
verdicts: How a check states its result
"""
