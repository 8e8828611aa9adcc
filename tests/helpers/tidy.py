"""A small database with annual reports of every form, written as a build writes them."""

from archive.build import report_rows
from archive.store import codebook, rows
from tests.helpers.facts import fact, report


def put_report(database, *facts, key="r1", form="2021", year=2023, problem=None, kind="article", last=True):
    """Write a report of these facts; what only reports have becomes known with the last of them."""
    rows.put(database, "documents", [{"id": key, "url": f"http://a.example/{key}", "kind": kind, "capture_id": f"c{key}"}])
    laid = report_rows.lay_out(report(*facts, form=form, year=year), {"id": key, "title": "年报", "published": "2024-01-02"}, "230100")
    for table, found in laid.tables.items():
        rows.put(database, table, found)
    if problem:
        rows.put(database, "problems", [{"id": f"{key}-p", "stage": "report", "code": problem, "document_id": key}])
    if last:
        codebook.renew(database)


def put_sample(database):
    """Write three reports that hold every state of a figure, money in three units, and an indicator that no form has."""
    put_report(
        database,
        fact("requests", "granted", "total", 0),
        fact("requests", "handled", "total", None, "blank", raw=""),
        fact("requests", "received", "total", None, "not_applicable", raw="/"),
        fact("requests", "carried_in", "total", None, "uncertain", raw="1?"),
        fact("requests", "carried_out", "total", None, "unread", raw="▇"),
        fact("disputes", "review", "total", None, "text", raw="=1+1，见附表"),
        fact("proactive", "fees", "amount", 12.3456, unit="万元"),
        key="r1",
    )
    put_report(database, fact("proactive", "procurement", "amount", 250.5, unit="元"), key="r2", form="2019", year=2020)
    put_report(database, fact("statistics", "热线电话数", "value", 7, unit="次"), key="r3", form="statistics", year=2016)
