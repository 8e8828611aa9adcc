"""The views for readers, made from the codebook: `items` (it itself), `facts_tidy` (one row a figure), `report_wide` (one row a report).

They are no copies: a snapshot computes them as they are read. What a form adds becomes a row of codebook.yaml and, from it, a column here;
a column keeps its name for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Any

from archive.store.codebook import MONEY, Figure, codebook, figures
from gongkai import yaml_tables

ITEMS = """SELECT code, table_name, item, measure, table_zh, table_en, item_zh, item_en, measure_zh, measure_en, unit, forms, first_year,
    last_year, comparable_with, why_zh, why_en, wide_column FROM codebook ORDER BY position"""
# The cell's place in the address is that of the site's own links: archive.site.draw.form_tables.source.
CELL = """'t' || json_extract(f.place, '$.table') || 'r' || json_extract(f.place, '$.row') || 'c' || json_extract(f.place, '$.column')"""
FACTS_TIDY = """SELECT f.report_id, f.seq, r.agency_id, coalesce(a.name, r.agency) AS agency,
    a.own_level AS level, a.region_code AS region, r.year, r.form,
    r.preferred, coalesce(c.code, f.table_name || '.' || f.item || '.' || f.measure) AS code, f.table_name, f.item, f.measure,
    c.table_zh, c.table_en, c.item_zh, c.item_en, c.measure_zh, c.measure_en,
    {value} AS standard_value, {unit} AS standard_unit, f.value, f.unit, f.raw, f.state,
    '/raw/' || d.capture_id || '?cell=' || {cell} ||
        CASE WHEN d.kind = 'part' THEN '&part=' || d.id ELSE '' END || '#cell=' || {cell} AS cell,
    d.url
    FROM facts f LEFT JOIN reports r ON r.id = f.report_id LEFT JOIN agencies a ON a.id = r.agency_id
    LEFT JOIN documents d ON d.id = r.document_id
    LEFT JOIN codebook c ON c.table_name = f.table_name AND c.item = f.item AND c.measure = f.measure"""
# Not json_group_object, which SQLite lets no view call where the schema is not trusted.
REPORT_WIDE = """SELECT r.id AS report_id, r.agency_id, coalesce(a.name, r.agency) AS agency,
    a.own_level AS level, a.region_code AS region, r.year, r.form,
    r.title, r.published, r.due, r.days_late, r.preferred,
    CASE WHEN NOT EXISTS (SELECT 1 FROM facts f WHERE f.report_id = r.id AND f.value IS NOT NULL) THEN 'no_figures'
        WHEN EXISTS (SELECT 1 FROM facts f WHERE f.report_id = r.id AND f.state IN ('uncertain', 'unread'))
            OR EXISTS (SELECT 1 FROM problems p WHERE p.document_id = r.document_id AND p.code IN ({in_part})) THEN 'in_part'
        ELSE 'complete' END AS reading,
    {counts},
    (SELECT coalesce('{{' || group_concat('"' || wide_column || '": "' || state || '"', ', ') || '}}', '{{}}')
        FROM (SELECT c.wide_column, max(f.state) AS state FROM facts f
        JOIN codebook c ON c.table_name = f.table_name AND c.item = f.item AND c.measure = f.measure
        WHERE f.report_id = r.id AND c.wide_column IS NOT NULL
        GROUP BY c.wide_column HAVING max({value}) IS NULL)) AS states,
    '/report/' || r.id AS report, d.url,
    {figures}
    FROM reports r LEFT JOIN agencies a ON a.id = r.agency_id LEFT JOIN documents d ON d.id = r.document_id
    {joins}"""
# Tables whose rows are joined, not looked up figure by figure: SQLite opens a cursor for each look-up, and each looks at all the others:
# a report took 6.2 ms with 330 of them, and takes 1.3 ms. Not all, since a join has at most 64 tables.
JOINED = ("requests", "disputes")
ROWS_OF = {"report_wide": "reports", "facts_tidy": "facts", "items": "codebook"}  # the table that has as many rows
COUNTED = ("number", "blank", "not_applicable", "text", "uncertain", "unread")  # the states of a figure


@cache
def definitions() -> dict[str, str]:
    """Return the CREATE VIEW statement of each view, by name, in the order in which a reader meets them."""
    shared = {"value": in_standard_unit("f.value", "f.unit", "c.unit"), "cell": CELL}
    selects = {
        "items": ITEMS,
        "report_wide": REPORT_WIDE.format(
            **shared,
            in_part=", ".join(f"'{code}'" for code in codebook()["in_part"]),
            counts=",\n    ".join(
                f"(SELECT count(*) FROM facts f WHERE f.report_id = r.id AND f.state = '{state}') AS [{state}]" for state in COUNTED
            ),
            joins="\n    ".join(_joins()),
            figures=",\n    ".join(f"{sql} AS [{name}]" for name, sql in wide_figures()),
        ),
        "facts_tidy": FACTS_TIDY.format(**shared, unit=standard_unit("f.unit", "c.unit")),
    }
    return {name: f"CREATE VIEW [{name}] AS {select}" for name, select in selects.items()}


def in_standard_unit(value: str, unit: str, wanted: str) -> str:
    """Return the SQL of a value in its standard unit: money in 元, to the 分; NULL if money's unit is not printed or not known."""
    return f"CASE {_factors(value, unit)} ELSE CASE WHEN {wanted} IS '{MONEY}' THEN NULL ELSE {value} END END"


def standard_unit(unit: str, wanted: str) -> str:
    """Return the SQL of the unit that such a value is in: 元 for money, otherwise the unit printed, or the form's."""
    known = ", ".join(f"'{name}'" for name in codebook()["money"])
    return f"CASE WHEN {unit} IN ({known}) OR {wanted} IS '{MONEY}' THEN '{MONEY}' ELSE coalesce({unit}, {wanted}) END"


def _factors(value: str, unit: str) -> str:
    """Return the branches of a CASE that bring money to 元; a product is rounded to the 分, since 1.1 * 10000 is not 11000 exactly."""
    return " ".join(
        f"WHEN {unit} IS '{name}' THEN {value if factor == 1 else f'round({value} * {factor}, 2)'}"
        for name, factor in codebook()["money"].items()
    )


def wide_figures() -> Iterator[tuple[str, str]]:
    """Yield each column of report_wide that holds a figure, with its SQL."""
    columns: dict[str, list[Figure]] = {}
    for figure in figures():
        if figure.wide_column:
            columns.setdefault(figure.wide_column, []).append(figure)
    for name, same in columns.items():
        yield name, f"{same[0].item}.{same[0].measure}" if same[0].table_name in JOINED else _lookup(same)


def _joins() -> Iterator[str]:
    """Yield the joins of report_wide, one for each row of the tables that have a column for every measure."""
    rows = {(figure.table_name, figure.item) for figure in figures() if figure.table_name in JOINED}
    for table, item in sorted(rows):
        yield f"LEFT JOIN {table} AS {item} ON {item}.report_id = r.id AND {item}.item = '{item}'"


def _lookup(same: list[Figure]) -> str:
    """Return the SQL that looks up one figure of a report, in 元 if it is money; of several spellings the first that has a value."""
    figure = same[0]
    items = ", ".join(f"'{other.item}'" for other in same)
    where = f"t.report_id = r.id AND t.item {f'IN ({items})' if len(same) > 1 else f'= {items}'}"
    if figure.table_name == "proactive":
        where += f" AND t.measure = '{figure.measure}'"
    column = "value" if figure.table_name == "proactive" else figure.measure
    value = f"CASE {_factors(f't.{column}', 't.unit')} END" if figure.unit == MONEY else f"t.{column}"
    return f"(SELECT {value} FROM {figure.table_name} t WHERE {where}{f' AND t.{column} IS NOT NULL LIMIT 1' if len(same) > 1 else ''})"


def renew(connection: sqlite3.Connection) -> None:
    """Create the views, or replace those of another version."""
    held = _held(connection)
    for name, sql in definitions().items():
        if held.get(name) != sql:
            connection.execute(f"DROP VIEW IF EXISTS [{name}]")
            connection.execute(sql)


def outdated(connection: sqlite3.Connection) -> bool:
    """Return whether a view is missing, or was made by another version."""
    held = _held(connection)
    return any(held.get(name) != sql for name, sql in definitions().items())


def _held(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'view'").fetchall())


@cache
def descriptions() -> dict[str, Any]:
    """Return {view: {zh, en, key, columns: {column: [Chinese, English, type]}}}; those of the figures are made from the codebook."""
    described: dict[str, Any] = yaml_tables.read("archive.store", "views.yaml")
    counts = {state: [zh, en, "integer"] for state, (zh, en) in described.pop("states").items()}
    columns = described["report_wide"]["columns"]
    before, after = columns.pop("before"), columns.pop("after")
    named = {figure.wide_column: figure for figure in reversed(figures()) if figure.wide_column}
    labels = {name: [*_words(named[name]), "number"] for name, _ in wide_figures()}
    described["report_wide"]["columns"] = {**before, **counts, **after, **labels}
    return described


def _words(figure: Figure) -> tuple[str, str]:
    """Return what a column of report_wide means, in Chinese and English."""
    unit = f"（{figure.unit}）" if figure.unit else ""
    return (f"{figure.table_zh}：{figure.item_zh}：{figure.measure_zh}{unit}", f"{figure.table_en}: {figure.item_en}: {figure.measure_en}")
