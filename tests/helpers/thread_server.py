"""An ASGI application of ours served by a thread of the test's own process, with the limits of the commands that serve."""

import threading
from contextlib import contextmanager

from archive.site import serve


@contextmanager
def in_thread(app):
    """The address on loopback at which an application answers while the block runs."""
    server = serve.server(app)
    with serve.listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(120)
