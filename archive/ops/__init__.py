"""The nightly run and its messages to people.

after_run: After a run: metrics for Prometheus, alarms and all-clears, and the heartbeat if it succeeded
alarms: One alarm when a column, a run or the snapshot goes wrong, one all-clear when it is right again
daily: Run every day at a given time, for containers and machines without a scheduler
doctor: The command `doctor`: what this machine lacks, and what each thing costs to be without
dry_run: What a build would change, tried on a copy; the archive itself is not modified
init: The command `init`: a new archive home with a commented registry, ready to be scheduled
metrics: Metrics for Prometheus' textfile collector: each column's state and times, the archive's size and free space
notify: Send a message to a webhook, a mailbox or a command; failures are returned, never raised
present: The state of now as a run finds it at its end, and as `status` finds it at any time
run: The command `run`: crawl, build and snapshot in sequence under one lock, for schedulers
schedule: The command `schedule`: systemd units, a cron line
status: The state of the archive: every column's health, the last runs, what each site holds, free disk space
summary: What a run came to, as a table to be read in ten seconds, and the same for machines
"""
