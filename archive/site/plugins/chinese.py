"""`?_q=` on the documents' table: Chinese words of any length, as on the search page, among the newest candidates."""

from datasette import hookimpl
from datasette.filters import FilterArguments

from archive.site.tables.chinese_filter import words_filter


@hookimpl
def filters_from_request(request, table, datasette):
    where, params, said = words_filter(request.args.get("_q"), table, request.args.get("site_id"))
    return FilterArguments([where], params=params, human_descriptions=[said]) if where else None
