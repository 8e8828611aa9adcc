"""Rows → facts: which cell belongs to which key.

align: Assign cells to keys where the cells alone are ambiguous: the sums of the form decide, or nothing does
column_sums: Choose among the readings of open rows by the sums of all columns
facts: Rows of figures → facts: which cell belongs to which key, its value, its place
fit: Assign cells to keys by count and by head, where the cells themselves suffice
lacking: What a form since 2019 has and the facts have not
row_sums: The sums of the form that a row of figures must satisfy, and what they leave open about its ends
"""
