"""The invented sample city, and the command `demo` that shows gongkai on it.

demo: The command `demo`: the sample portals on loopback, crawled, built, published and served as a user would do it
"""
