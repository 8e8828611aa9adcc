"""A second replica of government portals, written from notes on the portals and without sight of the crawler.

``interface`` holds the typed words that the three parts share, ``answers`` what a served site is made of, ``furniture`` the
menus and frames around a list, ``documents`` the invented papers, ``server`` the loopback server, ``judge`` the comparison
with the oracle, and ``hosts`` the portals themselves. ``README.md`` says how to plug a program in.
"""
