"""URL in, WARC records out: the only room that uses the network."""
