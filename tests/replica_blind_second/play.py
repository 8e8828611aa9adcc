"""Let a program visit the portals, and collect the sentences of the judge: the one place where an adapter is plugged in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .interface import VISITS, Column, Host, Observed
from .judge import Judgement, judge
from .server import Replica

Program = Callable[[Host, Mapping[str, str], int], Mapping[str, Observed]]
"""Visit one host: given the host, the start address of each column by column id, and the number of the visit (1 to 3), return
what was said of each column. `requested` may be left empty: it is filled in from the log of the server. The program keeps its
own memory between the visits of a host."""


@dataclass(frozen=True, slots=True)
class Played:
    """The judgement on one column at one visit."""

    host: Host
    column: Column
    visit: int
    judgement: Judgement


def play(hosts: Sequence[Host], program: Program, visits: Sequence[int] = VISITS) -> Iterator[Played]:
    """Yield the judgements, visit by visit, on every column of the hosts. A column that is not spoken of is a fault."""
    with Replica(hosts) as replica:
        for visit in visits:
            replica.go_to(visit)
            for host in hosts:
                starts = {column.id: replica.start(host, column) for column in host.columns}
                said = program(host, starts, visit)
                requested = replica.requested(visit, host.name)
                for column in host.columns:
                    yield Played(host, column, visit, _judged(replica, host, column, visit, said.get(column.id), requested))


def _judged(replica: Replica, host: Host, column: Column, visit: int, said: Observed | None, requested: tuple[str, ...]) -> Judgement:
    if said is None:
        return Judgement((f"{host.name}/{column.id}, visit {visit}: the program says nothing of this column.",), ())
    return judge(host, column, visit, replica.expected(host, column), replace(said, requested=requested))
