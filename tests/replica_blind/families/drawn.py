"""Lists that only a script draws. In a browser each of them really draws its rows; without one there is nothing to read.

``named`` asks an interface whose address stands in the page; ``hidden`` asks one whose address a script of its own puts
together; ``written`` has its rows in the script itself.
"""


from __future__ import annotations

import json

from ..looks.shapes import SHAPES
from ..portal import Column, Portal
from ..wire import Answer
from .lists import ListStyle

DRAW = """function draw(rows){var box=document.getElementById('rows');rows.forEach(function(row){var li=document.createElement('li');
var a=document.createElement('a');a.href=row.u;a.title=row.t;a.textContent=row.t;var s=document.createElement('span');s.textContent=row.d;
li.appendChild(a);li.appendChild(s);box.appendChild(li);});}"""


def _rows(portal: Portal, column: Column) -> list[dict[str, str]]:
    return [{"u": portal.url(row.path), "t": row.title, "d": row.date or ""} for row in column.rows]


def _answer(portal: Portal, column: Column) -> Answer:
    return Answer(json.dumps({"code": 0, "total": len(column.rows), "rows": _rows(portal, column)}, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


def named(path: str, key: str, origin: str = "") -> ListStyle:
    """Return a style whose page names the interface that a script asks; with ``origin`` it stands on that host."""
    interface = f"{origin}/open/api/columns/{key}/rows"

    def page(column: Column) -> str:
        return (f'<ul class="list" id="rows"></ul><div id="fy"></div><script>{DRAW}\nfetch("{interface}").then(function(r){{return r.json()}})'
                ".then(function(d){draw(d.rows)});</script>")

    return ListStyle("script", path, SHAPES["li"], "none", "from_zero", drawn=page, served={interface: _answer})


def posted(path: str, key: str) -> ListStyle:
    """Return a style whose script posts for the list and gets JSON that holds HTML; menu items call the same script."""
    interface = "/zfxxgk.htm"

    def page(column: Column) -> str:
        calls = "".join(f'<div class="link1"><a href="javascript:getMainData(\'{word}\')">{label}</a></div>'
                        for word, label in (("gkzn", "信息公开指南"), ("gkml", "信息公开目录"), (key, "年度报告")))
        return (f'<div class="left_links">{calls}</div><div id="main"></div><script>function getMainData(lb){{fetch("zfxxgk.htm?loc="+lb,{{method:"POST"}})'
                '.then(function(r){return r.json()}).then(function(d){if(d[0]=="SUCCESS")document.getElementById("main").innerHTML=d[1];});}'
                f'getMainData(location.hash.substring(1)||"{key}");</script>')

    def answer(portal: Portal, column: Column) -> Answer:
        html = "".join(f'<div class="div_lb"><a href="{row.path}" title="{row.title}">{row.title}</a><span>{row.date}</span></div>' for row in column.rows)
        return Answer(json.dumps(["SUCCESS", html], ensure_ascii=False).encode(), "application/json;charset=UTF-8")

    return ListStyle("script", path, SHAPES["li"], "none", "from_zero", drawn=page, served={interface: answer})


def hidden(path: str, key: str) -> ListStyle:
    """Return a style whose interface stands neither in the page nor, in one piece, in its script."""
    script = f"/js/app-{key}.js"
    interface = f"/svc/q/{key}"

    def page(column: Column) -> str:
        return f'<div id="app" data-k="{key}"><ul class="list" id="rows"></ul></div><script src="{script}"></script>'

    def code(portal: Portal, column: Column) -> Answer:
        text = DRAW + ("\nvar k=document.getElementById('app').dataset.k;var p=[k,'q','svc'];\n"
                       "fetch('/'+p.reverse().join('/')).then(function(r){return r.json()}).then(function(d){draw(d.rows)});\n")
        return Answer(text.encode(), "application/javascript; charset=utf-8")

    return ListStyle("script", path, SHAPES["li"], "none", "from_zero", drawn=page, served={script: code, interface: _answer})


def written(path: str, origin: str) -> ListStyle:
    """Return a style whose rows stand in a script of the page, to be written by it."""

    def page(column: Column) -> str:
        rows = json.dumps([[origin + row.path, row.title, row.date] for row in column.rows], ensure_ascii=False)
        return ('<div class="list_box"><script>var records=' + rows.replace("</", "<\\/") + ';for(var i=0;i<records.length;i++){document.writeln(\'<li><a href="\'+records[i][0]+'
                "'\" title=\"'+records[i][1]+'\">'+records[i][1]+'</a><span>'+records[i][2]+'</span></li>');}</script></div>")

    return ListStyle("script", path, SHAPES["li"], "none", "from_zero", drawn=page)
