"""The paths of elements, in time that grows with the page: libxml2 counts the siblings before an element anew for each path."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ANY = "*"  # how libxml2 names an element of a namespace without a prefix, and counts it: among all elements


class _Siblings:
    """The children of one element, counted up to the last one that was asked for."""

    def __init__(self, parent: Element) -> None:
        self.parent = parent
        self.all = Counter(name_of(child) for child in parent.iterchildren("*"))
        self.begin()

    def begin(self) -> None:
        self.last: Element | None = None
        self.before: Counter[str] = Counter()
        self.ahead = self.parent.iterchildren("*")

    def step(self, child: Element) -> str:
        """Return the step of a path that leads to a child; children asked for in their order are each passed once."""
        if child is not self.last and not self.reach(child):
            self.begin()
            self.reach(child)
        name = name_of(child)
        if name == ANY:
            place, among = self.before.total(), self.all.total()
        else:
            place, among = self.before[name], self.all[name]
        return f"{name}[{place}]" if among > 1 else name

    def reach(self, child: Element) -> bool:
        for passed in self.ahead:
            self.before[name_of(passed)] += 1
            if passed is child:
                self.last = child
                return True
        return False


class ElementPaths:
    """Gives the path of elements of one tree, as `getpath` of lxml does; quick where they are asked for in document order."""

    def __init__(self) -> None:
        self._above: list[_Siblings] = []  # of the last element's ancestors, from the root down

    def path(self, element: Element) -> str:
        """Return the path from the root to an element, such as `/html/body/p[2]`."""
        chain = [element, *element.iterancestors()][::-1]
        steps = [name_of(chain[0])]
        for depth, (parent, child) in enumerate(pairwise(chain)):
            if depth == len(self._above) or self._above[depth].parent is not parent:
                self._above[depth:] = [_Siblings(parent)]
            steps.append(self._above[depth].step(child))
        return "/" + "/".join(steps)


def name_of(element: Element) -> str:
    """Return an element's name as a path writes it: with its prefix, `*` where it has a namespace and no prefix."""
    tag = str(element.tag)
    if not tag.startswith("{"):
        return tag
    return f"{element.prefix}:{tag.rpartition('}')[2]}" if element.prefix else ANY
