"""Article pages, files, challenge pages and the traces of what was taken down, as portals serve them."""


from __future__ import annotations

from html import escape

from ..model import Article, Attachment
from ..wire import Answer
from . import layout


def article_page(frame: layout.Frame, body: str, article: Article) -> str:
    """Return the page of an article in the shell of its portal; ``body`` names the container of the text."""
    files = "".join(f'<li><a href="{escape(file.path)}">{escape(file.label)}</a></li>' for file in article.attachments)
    attached = f'<div class="fj"><p>附件：</p><ul>{files}</ul></div>' if files else ""
    text = "".join(f"<p>{escape(line)}</p>" for line in article.text.split("\n"))
    if article.how in ("frame", "frame_ok"):
        text += f'<iframe src="{escape(article.leads_to)}" width="100%" height="600"></iframe>'
    middle = BODIES[body](article, text) + attached
    return layout.page(frame, "政府信息公开", middle, title=article.title, article=(article.title, article.date))


def _trs(article: Article, text: str) -> str:
    name, _, ending = article.path.rpartition("/")[2].partition(".")
    pager = (f'<script>var currentPage = 0;//本文当前页\nvar countPage = 1//本文共几页\nif(countPage>1) document.write("<a href=\\"{name}_1.{ending}\\">下一页</a>");</script>')
    return (f'<div class="article_title">{escape(article.title)}</div><div class="info"><span>来源：办公室</span><span>时间：{article.date} 09:30'
            f'</span></div><div class="article_content"><div class="TRS_Editor">{text}</div>{pager}</div>')


def _ucap(article: Article, text: str) -> str:
    return (f"<UCAPTITLE>{escape(article.title)}</UCAPTITLE><div>日期：<PUBLISHTIME>{article.date} 09:30</PUBLISHTIME></div>"
            f'<div class="article-content" id="zoomcon"><UCAPCONTENT>{text}</UCAPCONTENT></div>')


def _zoom(article: Article, text: str) -> str:
    return (f'<h1 class="title">{escape(article.title)}</h1><p class="cinfo">发布日期：{article.date} 来源：办公室</p>'
            f'<div id="zoom"><!--ZJEG_RSS.content.begin-->{text}<!--ZJEG_RSS.content.end--></div>')


def _vsb(article: Article, text: str) -> str:
    return (f'<form name="_newscontent_fromname"><h2>{escape(article.title)}</h2><div>发布日期：{article.date}</div>'
            f'<div id="vsb_content"><div class="v_news_content">{text}</div></div></form>')


def _facts(article: Article, text: str) -> str:
    number = article.path.rsplit("/", 1)[-1].split(".")[0]
    return (f'<table class="xxgk_table"><tr><th>索引号</th><td>11{number}</td><th>发布日期</th><td>{article.date}</td></tr><tr><th>名称</th>'
            f'<td colspan="3">{escape(article.title)}</td></tr></table><h1>{escape(article.title)}</h1><div class="article-content">{text}</div>')


BODIES = {"trs": _trs, "ucap": _ucap, "zoom": _zoom, "vsb": _vsb, "facts": _facts}


def file_answer(file: Attachment) -> Answer:
    """Return a file as served, whole or broken: an error page under its name, cut short, missing, or two bytes long."""
    if file.fault == "error_page":
        return Answer("<html><head><title>系统提示</title></head><body><p>文件不存在或已被删除。</p></body></html>".encode(), "text/html; charset=utf-8")
    if file.fault == "cut":
        return Answer(file.data, file.media_type, cut=True)
    if file.fault == "missing":
        return Answer(b"<html><body>404 Not Found</body></html>", status=404)
    if file.fault == "tiny":
        return Answer(b"OK", file.media_type)
    return Answer(file.data, file.media_type)


def taken_down(how: str) -> Answer:
    """Return what stands where an article was."""
    if how == "refresh":
        return Answer(b'<html><head><meta http-equiv="refresh" content="0;URL=../" /></head></html>')
    if how == "notice":
        return Answer("<html><head><title>提示信息</title></head><body><p>该信息已删除或已下线。</p></body></html>".encode())
    return Answer("<html><head><title>404</title></head><body><p>页面不存在</p></body></html>".encode(), status=404)


def challenge(status: int) -> Answer:
    """Return a challenge page: it never opens, and reporting it is all that is right."""
    if status == 521:
        body = "<script>document.cookie='__jsl_clearance='+('1')+';path=/';location.href=location.pathname+location.search</script>"
        return Answer(body.encode(), status=521, headers=(("Set-Cookie", "__jsluid_h=0123456789abcdef; path=/"),))
    if status == 200:
        body = "<html><head><title>提示</title></head><body>您的请求带有不合法参数，已被网站管理员设置拦截！</body></html>"
        return Answer(body.encode())
    body = ("<!DOCTYPE html><html><head><meta id=\"k9\" content=\"x\" r='m'><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;$_ts.cd=\"q\";"
            "</script><script src=\"/c/a.b.js\" r='m'></script></head><body></body></html>")
    return Answer(body.encode(), status=status, headers=(("Set-Cookie", "kQS=1; path=/"),))
