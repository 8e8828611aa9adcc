"""Limited processes, stop signals, and the machine's resources.

libraries: The libraries that read documents: imported only when a document needs them, so their absence has to be checked for
machine: The memory and cores of this machine, or of the container
sandbox: Work on documents in confined processes: what fails is a problem of its document, and limits come from the machine and the settings
stop: A request to stop (Ctrl-C, or SIGTERM from a scheduler) ends a command between two writes, with one sentence
"""
