"""What `make mutants` breaks: one place of a module or a table at a time.

Kinds: integers, strings, comparisons, and/or, not, returns; the values of YAML tables, and their rows, taken out.
What is left out, and why, is listed in mutants.yaml.
"""

import ast
import copy
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("gongkai", "parsers", "crawler", "archive")
DATA = yaml.safe_load((ROOT / "bench" / "mutants.yaml").read_text(encoding="utf-8"))
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DICTIONARY = 3  # entries of one kind: with so many, a mapping that is no row of a list is a table
NO_CODE = {
    "cast": 0,
    "TypeVar": 0,
    "Problem": 2,
    "unread": 2,
}  # calls of which one argument decides nothing: a type, a name, a sentence for a reader
FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


class Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes what a document repeats in full."""

    def ignore_aliases(self, data: Any) -> bool:
        """Say that nothing is an alias."""
        return True


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed place: bytes `start` to `end` of a file become `text`."""

    file: str
    line: int
    kind: str
    start: int
    end: int
    text: bytes
    before: str
    which: int = 0  # among the mutants of the file that change the same text in the same line's text

    @property
    def room(self) -> str:
        """The top folder."""
        return self.file.partition("/")[0]

    @property
    def key(self) -> str:
        """The same for the same change in another version of the tree."""
        return hashlib.sha256(repr((self.file, self.kind, self.before, self.text, self.which)).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        """The place and the change, for the report."""
        after = "nothing" if self.kind == "row" else self.text.decode(errors="replace")[:70]
        return f"{self.file}:{self.line} [{self.kind}] {self.before[:70]} -> {after}"


def integer(node: ast.AST) -> ast.expr | None:
    """An integer, one more; 1 becomes 0."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ast.Constant(0 if node.value == 1 else node.value + 1)
    return None


def string(node: ast.AST) -> ast.expr | None:
    """A string or bytes, misspelt."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and node.value:
        return ast.Constant(node.value + "X" if isinstance(node.value, str) else node.value + b"X")
    return None


def comparison(node: ast.AST) -> ast.expr | None:
    """A comparison, its first operator turned or moved by its border."""
    if not isinstance(node, ast.Compare):
        return None
    other = copy.deepcopy(node)
    other.ops[0] = FLIPPED[type(node.ops[0])]()
    return other


def and_or(node: ast.AST) -> ast.expr | None:
    """`and` for `or`, and the reverse."""
    return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values) if isinstance(node, ast.BoolOp) else None


def negation(node: ast.AST) -> ast.expr | None:
    """What `not` negates."""
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None


def returned(node: ast.AST) -> ast.expr | None:
    """A function that returns nothing."""
    return ast.Constant(None) if isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant) else None


KINDS: dict[str, Callable[[ast.AST], ast.expr | None]] = {
    "integer": integer,
    "string": string,
    "comparison": comparison,
    "and/or": and_or,
    "not": negation,
    "return": returned,
}


def skipped(node: ast.AST) -> bool:
    """Whether nothing below a node is mutated: annotations, f-strings (places are not exact), help, errors, types, sizes of caches."""
    match node:
        case ast.JoinedStr() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None) | ast.keyword(arg="help" | "metavar" | "maxsize"):
            return True
        case ast.Call(func=ast.Name(id="lru_cache")):
            return True
        case ast.Subscript(value=ast.Name(id="Literal")) | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.Raise():
            return True
    return False


def nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that may be mutated."""
    if skipped(node):
        return
    yield node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NO_CODE:
        children = [
            child for number, child in enumerate(node.args) if number != NO_CODE[node.func.id] or not isinstance(child, ast.Constant)
        ]
        yield from (each for child in [*children, *node.keywords] for each in nodes(child))
        return
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "type_params"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from nodes(child)


def of_python(file: str, source: bytes) -> Iterator[Mutant]:
    """Every mutant of a module."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in nodes(ast.parse(source)):
        for kind, change in KINDS.items():
            if (other := change(node)) is not None:
                place: Any = node.value if isinstance(node, ast.Return) else node
                start, end = starts[place.lineno - 1] + place.col_offset, starts[place.end_lineno - 1] + place.end_col_offset
                yield Mutant(file, place.lineno, kind, start, end, f"({ast.unparse(other)})".encode(), source[start:end].decode())


def scalars(node: yaml.Node, key: str = "") -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every value of a YAML document with the key it belongs to."""
    match node:
        case yaml.ScalarNode():
            yield key, node
        case yaml.SequenceNode():
            for child in node.value:
                yield from scalars(child, key)
        case yaml.MappingNode():
            for name, child in node.value:
                yield from scalars(child, str(name.value))


def changed_scalar(text: str) -> str:
    """A value of a table, broken.

    >>> [changed_scalar(text) for text in ("3", "true", "'页'", "div", "0.5")]
    ['4', 'false', "'页X'", 'divX', '1.5']
    """
    if text in ("true", "false"):
        return "false" if text == "true" else "true"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return str(float(text) + 1 if "." in text else int(text) + 1)
    end = len(text.rstrip("\n")) - (text[-1] in "'\"")
    return f"{text[:end]}X{text[end:]}"


def of_yaml(file: str, source: bytes) -> Iterator[Mutant]:
    """Every mutant of a table: each value but those of the keys that only explain."""
    text = source.decode()
    if (document := yaml.compose(text, LOADER)) is None:
        return
    for key, node in scalars(document):
        before = text[node.start_mark.index : node.end_mark.index]
        if before.strip() and key not in DATA["explanations"] and file not in DATA["sentences"]:
            start = len(text[: node.start_mark.index].encode())
            end = start + len(before.encode())
            yield Mutant(file, node.start_mark.line + 1, "table", start, end, changed_scalar(before).encode(), before)
    yield from without_rows(file, source, document)


def is_dictionary(node: yaml.MappingNode) -> bool:
    """Whether a mapping's keys are rows and not the names of fields, as those of a row are."""
    return len(node.value) >= DICTIONARY and len({value.tag for _, value in node.value}) == 1


def rows(node: yaml.Node, path: tuple[Any, ...] = (), record: bool = False) -> Iterator[tuple[tuple[Any, ...], yaml.Node]]:
    """Every row of a document with its path: entries of a list that are no plain value, entries of a dictionary."""
    if isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            if not isinstance(child, yaml.ScalarNode):
                yield (*path, number), child
            yield from rows(child, (*path, number), record=True)
    elif isinstance(node, yaml.MappingNode):
        table = not record and is_dictionary(node)
        for name, child in node.value:
            key = yaml.SafeLoader("").construct_object(name)
            if table:
                yield (*path, key), name
            yield from rows(child, (*path, key), record=table)


def without_rows(file: str, source: bytes, document: yaml.Node) -> Iterator[Mutant]:
    """A table without one of its rows, written anew."""
    whole = yaml.load(source, LOADER)
    for path, node in rows(document):
        data = copy.deepcopy(whole)
        holder = data
        for key in path[:-1]:
            holder = holder[key]
        before = f"{path}: {holder.pop(path[-1])}"
        if not {str(key) for key in path} & set(DATA["explanations"]):
            yield Mutant(file, node.start_mark.line + 1, "row", 0, len(source), dumped(data), before)


def dumped(data: Any) -> bytes:
    """A YAML document without comments and anchors."""
    return yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=1000).encode()


def mutants(root: Path = ROOT) -> list[Mutant]:
    """Every mutant of the rooms that matters, in the order of files."""
    found: list[Mutant] = []
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*") if path.suffix in (".py", ".yaml")):
        file = path.relative_to(root).as_posix()
        if not any(re.match(pattern, file) for pattern in DATA["left_out"]):
            found += (of_python if path.suffix == ".py" else of_yaml)(file, path.read_bytes())
    return numbered([each for each in found if not is_equivalent(each, root)])


def is_equivalent(mutant: Mutant, root: Path = ROOT) -> bool:
    """Whether mutants.yaml gives a reason why gongkai does the same with a mutant."""
    given = [each for each in DATA["equivalent"] if each["file"] == mutant.file and each["text"] == mutant.before]
    line = (root / mutant.file).read_text(encoding="utf-8").splitlines()[mutant.line - 1] if given else ""
    return any(each.get("line", "") in line for each in given)


def numbered(found: list[Mutant]) -> list[Mutant]:
    """The mutants, those of a file that change the same text alike counted from 0."""
    seen: Counter[str] = Counter()
    result = []
    for each in found:
        result.append(replace(each, which=seen[each.key]))
        seen[each.key] += 1
    return result
