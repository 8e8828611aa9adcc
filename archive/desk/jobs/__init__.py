"""Commands of gongkai started from the desk: which may be ordered, how they run, what they leave.

refusals: What the desk refuses: a status and a sentence in both languages
registry: The registry in force, read by a process of its own: `gongkai sites --json`
job_store: Jobs: a command of gongkai started from the desk, each in a folder HOME/desk/jobs/ID that outlives the desk
job_process: The process that works on one job: runs its commands in sequence, keeps what they write, records how it ended
orders: From a form to an order: which command a button starts, with which words
words: Words for the kinds of jobs and for how they end
"""
