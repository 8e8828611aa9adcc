"""`.sheet`: a table or query as CSV that a spreadsheet opens safely: formulas inert, Chinese readable."""

from datasette import Response, hookimpl

from archive.export.spreadsheet_csv import inert, sheet


def render(columns, rows, table):
    body = sheet([str(inert(column)) for column in columns], (tuple(row) for row in rows))
    headers = {"content-disposition": f'attachment; filename="{table or "query"}.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@hookimpl
def register_output_renderer():
    return {"extension": "sheet", "render": render}
