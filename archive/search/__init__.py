"""Chinese full-text search.

bigrams: Text for searching: folded, cut into overlapping pairs of characters, and marked where it was found
index: Keeps the search index in step with the documents by comparing their rows before and after a write
query: Chinese full-text search for exact substrings, from one character upward, on any SQLite from 3.38
"""
