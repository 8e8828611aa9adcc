"""A list page → rows, pages, sub-columns, completeness.

article_pages: The further pages of an article that is divided into several, which bear its own file's name
completeness: Whether a column was read completely: computed from what its pages state and what was found, never assumed
contradictions: A count of pages that contradicts the links, the total or the rows of its page: reported, and settled by one more request
emptiness: Interpret a list page without rows: it says that there are none, a script draws them, or it gives no evidence
json_rows: Turn documents described by interfaces and scripts, under whatever key names, into rows
link_pagers: Pagers made of plain links and words: 下一页, 尾页, numbers, 共3页. Pages only a script can reach are reported as such
menus: The columns below a column: year tabs, levels, departments and districts, options of a select, query tabs, 更多
pagers: Pager dialects: what a list page states about its pages and rows, read by one reader from one table
row_boxes: Links within a row that are not rows themselves: its category or office, and nested boxes such as interpretations
row_dates: The date that a row shows: in its own text, in a link around it, in a calendar leaf, or in the item that follows it
row_reasons: Why a link of a list page is no row of it, found by the steps that read the rows
rows: The rows of a list page: the repeated block with one link and one date each, without menus, footers and templates
script_tabs: Tabs that only a script opens: years and levels, with the URLs the page reveals, and those it does not
"""
