"""Processes that read strangers' bytes and can do nothing but answer.

answers: What a worker answers as plain data: values of classes named beforehand, never code
confinement: Take from a process files, network, signals to others and new privileges (Landlock and seccomp)
forget: Wipe the environment that a process was started with, secrets included
pages_read: How far the task at hand is, for readers of long scans: each page read is reported to whoever waits for the answer
pool: So many workers that apply one function, limited in time, memory, output and reach: one that hangs or dies costs its task only
readable: What workers may read and are told of their surroundings: readable.yaml, and where the programs they start are installed
time_left: How long the task at hand may still take, for readers that can stop half-way and keep what they have
worker: The life of a worker: give up everything it does not need, then take a task and answer, until the pipe closes
"""
