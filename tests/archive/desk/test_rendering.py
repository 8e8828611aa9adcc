"""The frame of the desk's pages: static files and their types, navigation in both languages."""

from types import SimpleNamespace

import pytest
from datasette.utils.asgi import Request

from archive.desk import rendering
from archive.desk.guard import Guard
from archive.desk.jobs.refusals import DeskRefusal
from archive.desk.rendering import DeskTemplates


@pytest.fixture(scope="module")
def templates():
    return DeskTemplates(Guard(b"secret", "", frozenset()))


def test_each_static_file_has_the_type_of_its_ending(templates):
    types = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
    endings = set()
    for name, data in templates.files.items():
        answer, ending = templates.static(name), name[name.rindex(".") :]
        assert (answer.content_type, answer.body, answer.headers["cache-control"]) == (types[ending], data, "max-age=86400")
        endings.add(ending)
    assert endings == set(types)
    assert {"seal.svg"} <= set(templates.files)
    assert len(templates.asset) == 8


@pytest.mark.parametrize("name", ["none.css", "", "../rendering.py", "seal.svg/"])
def test_a_file_that_is_none(templates, name):
    with pytest.raises(DeskRefusal) as refused:
        templates.static(name)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("lang", "navigation"),
    [
        ("zh", ["待办", "站点", "加站点", "快照", "作业", "磁盘与增长", "设置"]),
        ("en", ["Now", "Sites", "Add a site", "Snapshot", "Jobs", "Disk and growth", "Settings"]),
    ],
)
def test_what_every_page_is_given(templates, monkeypatch, lang, navigation):
    given = []
    template = SimpleNamespace(render=lambda context: given.append(context) or "drawn")
    monkeypatch.setattr(templates, "templates", SimpleNamespace(get_template=lambda name: template if name == "first.html" else None))
    request = Request.fake(f"/sites?lang={lang}")
    session = templates.guard.begin()
    assert templates.render("first", {"own": 1}, request, session) == "drawn"
    (context,) = given
    assert context["navigation"] == list(
        zip(["/", "/sites", "/add", "/snapshot", "/jobs", "/growth", "/settings"], navigation, strict=True)
    )
    assert (context["lang"], context["path"], context["own"], context["asset"]) == (lang, "/sites", 1, templates.asset)
    assert context["pick"](("甲", "a")) == context["say"]("甲", "a") == ("甲" if lang == "zh" else "a")
    assert context["other_language"] == f"/sites?lang={'en' if lang == 'zh' else 'zh'}"
    assert (context["with_token"], context["known"]) == (False, session.known)
    assert context["form_token"] == templates.guard.form_token(session)
    assert (context["kinds"], context["ends"]) == (rendering.KINDS, rendering.ENDS)
    running = SimpleNamespace(state="running", exit_code=None)
    assert context["end_words"](running) == ("进行中" if lang == "zh" else "at work")
