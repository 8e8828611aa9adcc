"""Bytes in, values out: no network, no database, no clock, no file but its own tables.

formats: Any bytes → Document: the format is recognised by content, never by name or by what the server said
types: The values that flow from bytes to facts; all frozen, each completed in one place
"""
