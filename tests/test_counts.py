"""One row is no `1 rows`: each count that a program's text prints before a plural goes through one function, which knows the singular."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("archive", "crawler", "gongkai", "parsers")
NOUNS = (  # what our texts count
    "addresses|agencies|answers|archives|attachments|attributes|bytes|candidates|captures|cells|changes|characters|columns|contracts|days|"
    "documents|entries|errors|facts|faults|figures|files|groups|hosts|jobs|libraries|lines|members|notices|pages|parts|payloads|pictures|"
    "portals|problems|records|reports|requests|rows|sites|snapshots|tables|times|visits"
)
PLURAL = re.compile(rf"^ (?:of [a-z ]+ )?(?:[a-zA-Z]+ ){{0,2}}?({NOUNS})\b")
CONSTANT = re.compile(
    r"counted\(.*|(?:\w+\.)*[A-Z_]+|(?:\w+\.)*limits\.\w+|incoming\.limits\.\w+"
)  # counted already, or a bound that is never one
NO_COUNT = {  # file, value: a name, or a number that cannot be one
    ("archive/export/evidence_check.py", "name"),
    ("archive/export/evidence_check.py", "len(proof['records'])"),  # a checker that stands alone and imports nothing of ours
    ("archive/export/evidence_check.py", "count"),
    ("crawler/answers/traps.py", "number"),  # of a page
    ("crawler/sample/demo.py", "path"),
    ("gongkai/http_message.py", "most"),  # the limit of a body
    ("archive/site/pages/report.py", "', '.join(names)"),  # SQL
}
SENTENCE = re.compile(rf"\{{\w+\}}{PLURAL.pattern[1:]}")
NEVER_ONE = {"archive/publish/assertions.yaml"}  # held by the test of its rules: `least` is more than one
NO_TEXT = {"archive/ops/webhooks.yaml", "crawler/lists/pagers.yaml", "crawler/families/interfaces.yaml"}  # comments on their fields


def counts(source):
    """Value and following text of each value in an f-string that is followed by what looks like a plural."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for value, text in zip(node.values, node.values[1:], strict=False):
                if isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant):
                    found = PLURAL.match(str(text.value))
                    if found and not CONSTANT.fullmatch(ast.unparse(value.value)):
                        yield ast.unparse(value.value), str(text.value)[:40]


def modules():
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def texts():
    found = (path for room in ROOMS for ending in ("html", "yaml") for path in (ROOT / room).rglob(f"*.{ending}"))
    return sorted(path for path in found if str(path.relative_to(ROOT)) not in NEVER_ONE | NO_TEXT)


def test_no_sentence_of_the_program_prints_a_count_beside_a_fixed_plural():
    known, met = NO_COUNT, set()
    wrong = []
    for path in modules():
        name = str(path.relative_to(ROOT))
        for value, text in counts(path.read_text(encoding="utf-8")):
            met.add((name, value))
            if (name, value) not in known:
                wrong.append(f"{name}: {{{value}}}{text}")
    assert wrong == [], "write counted(number, 'row') of gongkai.terminal.amounts"
    assert known - met == set(), "nothing prints these any more"


@pytest.mark.parametrize("path", texts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_and_no_table_prints_a_count_beside_a_fixed_plural(path):
    found = [match[0] for match in SENTENCE.finditer(path.read_text(encoding="utf-8"))]
    assert found == [], "write {n:row}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('f"{count} rows"', 1),
        ('f"{len(x):,} WARC files and more"', 1),
        ('f"{a} of {b} entries were read"', 1),
        ('f"{n} known missing parts"', 1),
        ('f"{name} is here"', 0),
        ('f"{command} runs without its settings"', 0),
        ('f"more than {MOST} cells"', 0),
        ("f\"{counted(n, 'row')} read\"", 0),
    ],
)
def test_the_search_finds_what_it_should(source, found):
    assert len([*counts(source)]) == found


def test_the_search_looks_at_every_room():
    assert {Path(path).relative_to(ROOT).parts[0] for path in modules()} == set(ROOMS)
    assert len(texts()) > 40
