"""forms.yaml as values; rows, sections, printed values.

forms: forms.yaml as typed values: vocabularies that find a key by its printed label, sections, groups, equations
named_terms: The rules of forms.yaml name only rows and columns that its tables have
rows: Rows: what the four table readers make of a table's lines, with shared helpers
sections: Blocks → the numbered parts of a report, by their headings
values: The content of a printed cell: a number with its unit, a blank, a mark for "does not apply", or words
"""
