"""Pages over all agencies: who there is, what a division holds, who did most.

agency_filter: Which agencies a reader asks for: by division, level, kind, and words in the name, its pinyin or its English
directory: Every agency: where it is, what it is, since when it reports
division: One division: what contains it, what it contains, its totals by year, its agencies, the years without a report
findings: The home page: before it lists, what the newest year shows
rank_figures: What can be ranked: the shares and sums of labels.yaml, and every figure of the codebook's three tables
ranking: One figure of one year over all agencies: sorted, with its distribution, the change, and who is not in it and why
trend: One figure over the years for any choice of agencies: total, median, quartiles, and where its meaning changed
yearly_columns: One figure of every agency in every year, kept as arrays for an edition
yearly_values: One figure of every agency in one year, or why it has none
"""
