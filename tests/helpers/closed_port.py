"""A port at which nobody answers, nor will anybody: it is held and not listened on."""

import socket
from contextlib import contextmanager


@contextmanager
def closed_port(host="127.0.0.1"):
    """Hold a port while the block runs; connections to it are refused."""
    with socket.socket() as holder:
        holder.bind((host, 0))
        yield holder.getsockname()[1]
