"""Lists that stand in the page: one style for every family whose pages of a list are files or queries of a path.

A style is put together from a shape of rows, a pager, and the rule by which page N is addressed; what differs between
families is in the table ``RULES`` and in the arguments, not in code.
"""


from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from posixpath import dirname

from ..looks import layout, pagers
from ..looks.shapes import SHAPES, Shape, hash_of
from ..portal import Column, Portal
from ..wire import Answer, Request


def _split(path: str) -> tuple[str, str, str]:
    folder, _, file = path.rpartition("/")
    name, _, ending = file.partition(".")
    return folder, name or "index", ending or "html"


def _from_zero(path: str, page: int, pages: int) -> str:
    folder, name, ending = _split(path)
    return path if page == 1 else f"{folder}/{name}_{page - 1}.{ending}"


def _from_one(path: str, page: int, pages: int) -> str:
    folder, name, ending = _split(path)
    return path if page == 1 else f"{folder}/{name}_{page}.{ending}"


def _falling(path: str, page: int, pages: int) -> str:
    folder, name, _ending = _split(path)
    return path if page == 1 else f"{folder}/{name}/{pages - page + 1}.htm"


def _query(path: str, page: int, pages: int) -> str:
    return path if page == 1 else f"{path}{'&' if '?' in path else '?'}page={page}"


def _other_path(path: str, page: int, pages: int) -> str:
    return path if page == 1 else f"/content/column/{_number(path)}?pageIndex={page}"


def _number(path: str) -> int:
    return 6000000 + hash_of(path) % 900000


RULES: dict[str, Callable[[str, int, int], str]] = {
    "from_zero": _from_zero, "from_one": _from_one, "falling": _falling, "query": _query, "other_path": _other_path,
}


@dataclass
class ListStyle:
    """A list in the page. ``path`` is its first address; ``rule`` addresses the others; ``relative`` writes links to its folder.

    ``extra`` is HTML put before the rows (a search form, a template row); ``drawn`` replaces rows and pager by a script.
    """

    family: str
    path: str
    shape: Shape
    pager: str
    rule: str
    relative: bool = False
    extra: str = ""
    drawn: Callable[[Column], str] | None = None
    frame_path: str = ""
    served: dict[str, Callable[[Portal, Column], Answer]] = field(default_factory=dict)

    def address(self, column: Column, page: int) -> str:
        """Return path and query of a page of the list."""
        first = self.frame_path or self.path
        return RULES[self.rule](first, page, max(column.pages(), column.real_pages()))

    def page_of(self, column: Column, request: Request) -> int | None:
        """Return which page of the list is asked for, or None; a folder and its index file are the same page."""
        asked = _target(request)
        if asked in {self.path, _index(self.path)} and not self.frame_path:
            return 1
        for page in range(1, max(column.pages(), column.real_pages()) + 1):
            address = self.address(column, page)
            if asked in (address, _index(address)):
                return page
        number = request.query.get("page", "")
        if self.rule == "query" and number.isdigit() and request.path == self.path.split("?")[0] and int(number) > 0:
            return int(number) if _same_query(self.path, request) else None
        return None

    def show(self, portal: Portal, column: Column, page: int) -> str:
        """Return a page of the list in the shell of its portal."""
        if self.drawn:
            return self._page(portal, column, self.extra + self.drawn(column))
        rows = column.served(page)
        items = "".join(self.shape.item(row, self.link(portal, row.path, page), self.shape) for row in rows)
        middle = self.shape.wrap(items or column.says) + pagers.PAGERS[self.pager](self.place(column, page))
        return self._page(portal, column, self.extra + middle)

    def _page(self, portal: Portal, column: Column, middle: str) -> str:
        if self.frame_path:
            return f'<!DOCTYPE html><html><head><meta charset="{column.charset}"><title>{column.name}</title></head><body>{middle}</body></html>'
        text = layout.page(replace(portal.frame, tabs=column.tabs), column.name, middle)
        return text if column.charset == "utf-8" else text.replace('charset="utf-8"', 'charset="gb2312"')

    def place(self, column: Column, page: int) -> pagers.Place:
        """Return what the pager of a page has to say."""
        path = self.frame_path or self.path
        _folder, name, ending = _split(path.split("?")[0])
        target = f"{path.split('?')[0].rpartition('/')[2]}?{path.partition('?')[2] + '&' if '?' in path else ''}"
        if self.rule == "other_path":
            name = str(_number(path))
            target = f"/content/column/{name}"
        return pagers.Place(page, column.pages(), column.records(), name, ending, column.size, target)

    def link(self, portal: Portal, path: str, page: int) -> str:
        """Return the link of a row as the list writes it: relative to the folder of the list where the portal does so."""
        folder = dirname((self.frame_path or self.path).split("?")[0])
        if not self.relative or path.startswith("http") or (self.rule == "falling" and page > 1):
            return path
        if path.startswith(folder + "/"):
            return "./" + path[len(folder) + 1:]
        parent = dirname(folder)
        if parent != "/" and path.startswith(parent + "/"):
            return "../" + path[len(parent) + 1:]
        return path

    def dynamic(self, portal: Portal, column: Column, request: Request) -> Answer | None:
        """Return the page that holds the frame of the list, or what a drawing script asks for."""
        if self.frame_path and _target(request) in (self.path, _index(self.path)):
            middle = f'<iframe id="list" src="{self.frame_path}" width="100%" height="800" frameborder="0"></iframe>'
            return Answer(layout.page(portal.frame, column.name, middle).encode())
        if request.path in self.served:
            return self.served[request.path](portal, column)
        return None

    def least(self, column: Column) -> int:
        """Return how many requests the list needs at least: one a page that exists, and one for a frame around it."""
        return (1 if self.drawn else column.pages()) + (1 if self.frame_path else 0)


def _target(request: Request) -> str:
    query = "&".join(f"{key}={value}" for key, value in request.query.items())
    return request.path + ("?" + query if query else "")


def _index(path: str) -> str:
    folder, _, file = path.rpartition("/")
    if file.split(".")[0] == "index":
        return folder + "/"
    return path + "index.html" if path.endswith("/") else path


def _same_query(path: str, request: Request) -> bool:
    pairs = [pair.partition("=") for pair in path.partition("?")[2].split("&") if pair]
    return all(request.query.get(key) == value for key, _, value in pairs)


def style(family: str, path: str, shape: str, pager: str, rule: str, **more: object) -> ListStyle:
    """Return a style by the names of its parts."""
    return ListStyle(family, path, SHAPES[shape], pager, rule, **more)  # type: ignore[arg-type]
