"""Datasette's own tables, made fast and Chinese.

chinese_filter: Chinese words in the documents' text as a filter on Datasette's own table pages
database: A snapshot as one Datasette database, even if its texts are in a second file
facet_counts: How often each value occurs in the columns people facet and filter by, counted once per snapshot
keyset_paging: Datasette's table pages, fetched from where they begin: the same rows, from successive stretches of an index
metadata: Datasette's metadata of the tables: titles, descriptions, facets, order; all from the schema's own descriptions
query_process: Answer untrusted SQL in a separate process that is killed at its limit. Run as a program; standard library only
stranger_queries: Untrusted SQL in separate processes: a few at a time, one per client, each killed at its limit
"""
