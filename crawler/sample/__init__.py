"""The sample portal: an invented city's three sites on loopback, and the command that crawls, builds and serves them."""
