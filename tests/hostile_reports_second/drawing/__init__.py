"""Draw blocks as the bytes of one file format, each drawer in the manner of other people's software."""
