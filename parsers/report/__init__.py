"""Annual reports: Document → Report. The entrance is `read`.

read: One document → one report
"""
