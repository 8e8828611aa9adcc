"""Bytes in, values out: no network, no database, no clock, no file but the report forms."""
