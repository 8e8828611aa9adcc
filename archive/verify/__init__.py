"""Is the archive unchanged? Checks of files and rows, and a hash tree per run.

manifests: What each run archived, under one hash chained to the run before
merkle: Hash trees as in RFC 6962: one root for many byte strings, and a short path that proves one of them is under it
open_timestamps: OpenTimestamps proofs of manifests: asked of calendars once, completed when the Bitcoin block is there
verify: Is the archive unchanged? Checks every WARC file, every row against its record both ways, every published file against its digest
warc_file: Check one WARC file to its last bit: every member, record and digest, and every database row that points into it
warc_rules: What WARC 1.1 (ISO 28500:2017) and docs/warc.md require of one record: its fields and its digests
"""
