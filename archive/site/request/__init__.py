"""One request, one edition.

allowance: What one request may take of the database: how many milliseconds, and whether its SQL is untrusted
arguments: A request's arguments, parsed once
ask: What one request asks for: the parts of the address, its arguments, the language; and the errors that answer it
edition_state: The state of one served edition: its snapshot, its folders, and values computed once for it
files: Published files, complete or in part: Range, ETag, digest; only files directly in home/public
headers: The headers every answer carries: what a page may load, who may frame it, which snapshot it shows
held_refusals: Refusals of a client whose queries fill the queue, after a pause
paging: Numbered pages of a list, and addresses that keep the other arguments
same_origin: Whether a POST comes from one of our own pages, by what every browser says of it
"""
