"""The state of each column, judged by its own history.

assess: The health of each column, judged by its own runs and rhythm: its state, since when, and why
causes: Why a visit failed, in words a person can act on: looked up in causes.yaml by the crawl's codes
history: What the database knows of each column over time: its visits and the days it brought news
now_state: The state of now, kept in HOME/state.json: the last run, what failed, what is overdue, what waits, how much room is left
run_ends: How a run ended, in words a person can act on: looked up in run_ends.yaml by the exit code and the step that gave it
standing: Whether the archive as a whole is well: every followed column's last visit succeeded and none is overdue
"""
