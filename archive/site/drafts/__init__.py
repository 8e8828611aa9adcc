"""`/check`: the verdict on drafts that a visitor uploads; read by confined workers, in memory, kept nowhere.

answer: The page of the form, and the answer to an upload
archived: Last year's report of a draft's agency, from the snapshot that is served
readers: One queue of uploads: who may wait, how often a client may come, and the fresh process that reads each
reading: What a worker does with an upload: take the files out of the form, read each. Handles untrusted bytes: runs in a worker only
refusals: refusals.yaml: why an upload is not read, one sentence each
upload: Receive an upload's bytes within bounds; nothing of them is looked at here
"""
