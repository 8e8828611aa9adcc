"""The rows of seeded annual reports: facts, tables and checks in the form of the year, for bench/synthetic.py."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

from archive.site.draw.labels import labels

CUTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
TABLES = ("proactive", "requests", "disputes", "statistics")
NOT_OUTCOMES = ("received", "carried_in", "handled", "carried_out")


class RowWriter:
    """Insert rows in batches."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection
        self.buffer: dict[str, list[tuple[Any, ...]]] = {}
        self.columns: dict[str, list[str]] = {}

    def put(self, table: str, **row: Any) -> None:
        """Write one row; every row of a table must name the same columns in the same order."""
        self.columns.setdefault(table, list(row))
        waiting = self.buffer.setdefault(table, [])
        waiting.append(tuple(row.values()))
        if len(waiting) >= 5000:
            self.flush(table)

    def flush(self, table: str) -> None:
        """Insert the waiting rows of a table."""
        names, waiting = self.columns[table], self.buffer.pop(table, [])
        if table == "search":
            waiting.sort()  # FTS5 writes a segment to disk whenever a number is smaller than the one before
        self.db.executemany(f"INSERT INTO [{table}] ({','.join(names)}) VALUES ({','.join('?' * len(names))})", waiting)

    def flush_all(self) -> None:
        """Insert all waiting rows."""
        for table in list(self.buffer):
            self.flush(table)


class ReportTables:
    """Draw the figures of annual reports from a random source and write them."""

    def __init__(self, writer: RowWriter, chance: random.Random) -> None:
        self.put, self.chance = writer.put, chance

    def write(self, key: str, form: str) -> None:
        """Write all figures and checks of a report in the form `statistics`, `2019` or `2021`."""
        getattr(self, f"form_{form}")(key)

    def fact(self, key: str, seq: int, table: str, item: str, measure: str, value: float | None, unit: str | None = "件") -> None:
        place = f'{{"table": {TABLES.index(table)}, "row": {seq // 7}, "column": {seq % 7}}}'
        self.put(
            "facts",
            report_id=key,
            seq=seq,
            table_name=table,
            item=item,
            measure=measure,
            value=value,
            unit=unit,
            raw="" if value is None else str(value),
            state="blank" if value is None else "number",
            place=place,
        )

    def form_statistics(self, key: str) -> None:
        web, gazette = self.chance.randrange(300, 9000), self.chance.randrange(0, 40)
        rows = {
            "主动公开文件数": web + gazette,
            "主动公开文件数/政府网站公开数": web,
            "主动公开文件数/政府公报公开数": gazette,
            "受理政府信息依申请公开总数": self.chance.randrange(0, 60),
        }
        for seq, (item, value) in enumerate(rows.items()):
            self.fact(key, seq, "statistics", item, "value", value, "条")
            self.put("statistics", report_id=key, item=item, unit="条", value=value, cumulative=None)

    def form_2019(self, key: str) -> None:
        self.form_2021(key, other=("other",))

    def form_2021(self, key: str, other: tuple[str, ...] = ("other_not_corrected", "other_fee_unpaid", "other_rest")) -> None:
        form = "2019" if other == ("other",) else "2021"
        seq = 0
        for block in labels()["proactive"][form]:
            for item in block["items"]:
                for measure in block["measures"]:
                    value = self.chance.randrange(0, 400) if measure != "amount" else round(self.chance.random() * 5000, 2)
                    self.fact(key, seq, "proactive", item, measure, value, "万元" if measure == "amount" else "件")
                    self.put(
                        "proactive", report_id=key, item=item, measure=measure, value=value, unit="万元" if measure == "amount" else "件"
                    )
                    seq += 1
        seq = self.requests(key, seq, other)
        for item in labels()["items"]["disputes"]:
            ends = [self.chance.choice((0, 0, 0, 1, 2)) for _ in range(4)]
            row = dict(zip(("upheld", "corrected", "other", "pending"), ends, strict=True), total=sum(ends))
            for measure, value in row.items():
                self.fact(key, seq, "disputes", item, measure, value)
                seq += 1
            self.put("disputes", report_id=key, item=item, **row)

    def requests(self, key: str, seq: int, other: tuple[str, ...]) -> int:
        """Write section three and return the next number of a fact.

        The equations of the form hold, except in one report of twelve, where the sum of those handled is off by one.
        """
        outcomes = [
            item for group in labels()["requests"] for item in group["items"] if group.get("key") != "other" and item not in NOT_OUTCOMES
        ]
        rows = {item: self.row(0.5 if item == "granted" else 0.08) for item in (*outcomes, *other)}
        rows["handled"] = {name: sum(row[name] for row in rows.values()) for name in CUTS}
        rows["carried_in"], rows["carried_out"] = self.row(0.05), self.row(0.05)
        handled, carried_out, carried_in = (rows[item] for item in ("handled", "carried_out", "carried_in"))
        rows["received"] = {name: max(0, handled[name] + carried_out[name] - carried_in[name]) for name in CUTS}
        slip = self.chance.random() < 0.08
        for item, row in rows.items():
            row["total"] = sum(row.values()) + (1 if slip and item == "handled" else 0)
            for measure, value in row.items():
                self.fact(key, seq, "requests", item, measure, value)
                seq += 1
            self.put("requests", report_id=key, item=item, **row)
        self.check(key, 0, "R2", "fail" if slip else "pass", rows["handled"]["total"] - slip, rows["handled"]["total"], "requests.handled")
        left, right = (rows[a]["total"] + rows[b]["total"] for a, b in (("received", "carried_in"), ("handled", "carried_out")))
        self.check(key, 1, "R1", "pass" if left == right else "fail", left, right, "requests.total")
        return seq

    def row(self, often: float) -> dict[str, int]:
        highest = {"natural_person": 30}
        return {name: self.chance.randrange(1, highest.get(name, 4)) if self.chance.random() < often else 0 for name in CUTS}

    def check(self, key: str, seq: int, rule: str, verdict: str, expected: float, found: float, detail: str) -> None:
        self.put("checks", report_id=key, seq=seq, rule=rule, verdict=verdict, expected=str(expected), found=str(found), detail=detail)
