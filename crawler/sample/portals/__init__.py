"""Papers → three portals.

jcms: The city's old platform, built on JCMS: the first rows in a data store inside the page, the rest from dataproxy.jsp
portal: What the three sample portals share: papers in columns, pages by path, and what a complete crawl must find
server: Serve the three sample portals on loopback: real HTTP with gzip, ETag and 304, robots.txt, and a manifest of the truth
trs: The county's site, built on TRS: ten rows in the page, all of them from a search interface
ucap: The city's own site, built on UCAP: a menu of years, one list per year, a script that writes the pager, files beside the article
"""
