"""What a hostile file is: its name, its builder, and what reading it may cost."""

from collections.abc import Callable
from dataclasses import dataclass

WORKER_SECONDS = 120.0
WORKER_MEMORY = 1_500_000_000
PAGE_SECONDS = 20.0  # a page of HTML has code with linear bounds: its worker need not wait for its deadline


@dataclass(frozen=True)
class HostileFile:
    """A file that attacks its reader: `filename` carries the suffix it is served with, `aim` says what it reaches for."""

    name: str
    filename: str
    build: Callable[[], bytes]
    aim: str
    seconds: float = WORKER_SECONDS
    memory: int = WORKER_MEMORY
    largest: int = 30_000_000  # bytes the file may have: what it costs to send


REGISTRY: dict[str, HostileFile] = {}


def hostile(filename: str, aim: str, seconds: float = WORKER_SECONDS) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a builder under its own name."""

    def register(build: Callable[[], bytes]) -> Callable[[], bytes]:
        if build.__name__ in REGISTRY:
            raise ValueError(f"two builders are named {build.__name__}")
        REGISTRY[build.__name__] = HostileFile(build.__name__, filename, build, aim, seconds)
        return build

    return register


def family(name: str, filename: str, build: Callable[[], bytes], aim: str, seconds: float = WORKER_SECONDS) -> None:
    """Register one member of a family that a table makes."""
    REGISTRY[name] = HostileFile(name, filename, build, aim, seconds)
