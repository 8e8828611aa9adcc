"""What commands print for people while they work.

amounts: Bytes and times as people write them
progress: How far a command is: done, total, rate and time left, one line redrawn on a terminal, a line a minute in a log
"""
