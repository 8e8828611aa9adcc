"""From a form to an order: which command a button starts, with which words. Nothing else can be started from the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from archive.desk.jobs.job_store import ARCHIVE, Jobs, Order
from archive.desk.jobs.refusals import DeskRefusal
from archive.desk.jobs.registry import RegistryRead
from archive.publish.latest import entry
from archive.site.draw.template_names import titled
from gongkai.home import Home

LONGEST = 300  # characters of a reason
ADDRESS = 2000  # characters of an address
Form = Mapping[str, str]
Make = Callable[["OrderDesk", Form], Order]


class OrderDesk:
    """Makes orders for one home from forms; raises DeskRefusal for a form that does not fit."""

    def __init__(self, home: Home, registry: Callable[[], RegistryRead], jobs: Jobs):
        self.home, self.registry, self.jobs = home, registry, jobs

    def order(self, form: Form) -> Order:
        """Return the order of a form, by its field `order`."""
        make = ORDERS.get(form.get("order", ""))
        if make is None:
            raise DeskRefusal(400, "没有这样的操作。", "There is no such job.")
        return make(self, form)

    def named(self, form: Form) -> tuple[str, str]:
        """Return the site and the column ("" for all of them) that a form names, both of the registry."""
        site, _, column = form.get("name", "").partition("/")
        found = self.registry().sites.get(site)
        if found is None:
            raise DeskRefusal(400, f"站点清单中没有 {site or '该'} 站点。", f"The registry has no site {site!r}.")
        if column and f"{site}/{column}" not in {each.id for each in found.columns}:
            raise DeskRefusal(400, f"{site} 没有栏目 {column}。", f"Site {site} has no column {column!r}.")
        return site, column


def visit(desk: OrderDesk, form: Form) -> Order:
    """Visit a site, with all that a night does after it; of a single column, only what concerns it."""
    site, column = desk.named(form)
    full = ("--full",) if form.get("full") else ()
    if column:
        title = (f"访问 {site}/{column}", f"Visit {site}/{column}")
        return Order("visit", site, (("crawl", site, "--column", column, *full), ("build",)), title)
    return Order("visit", site, (("run", site, *full),), (f"访问 {site}", f"Visit {site}"))


def visit_due(desk: OrderDesk, form: Form) -> Order:
    """Do now what the night would do."""
    return Order("run", ARCHIVE, (("run",),), ("访问所有到期的栏目", "Visit all that is due"))


def pause(desk: OrderDesk, form: Form) -> Order:
    """Leave a site or a column alone for a while, with a reason."""
    site, column = desk.named(form)
    reason = titled(form.get("reason", ""), LONGEST)
    if not reason:
        raise DeskRefusal(400, "请写明暂停的原因。", "Please give the reason for the pause.")
    name = f"{site}/{column}" if column else site
    return Order("pause", site, (("sites", "pause", name, f"--reason={reason}"),), (f"暂停 {name}", f"Pause {name}"))


def resume(desk: OrderDesk, form: Form) -> Order:
    """Let a site or a column be visited again."""
    site, column = desk.named(form)
    name = f"{site}/{column}" if column else site
    return Order("resume", site, (("sites", "resume", name),), (f"恢复 {name}", f"Resume {name}"))


def check(desk: OrderDesk, form: Form) -> Order:
    """Test the registry's entry of a site, fetching little."""
    site, _ = desk.named(form)
    return Order("check", site, (("sites", "check", site),), (f"检查条目 {site}", f"Check the entry of {site}"))


def probe(desk: OrderDesk, form: Form) -> Order:
    """Look for a portal's columns, as the first step of adding it."""
    address, host = web_address(form.get("address", ""))
    about = {"address": address, "private": "yes" if form.get("private") else ""}
    private = ("--allow-private",) if about["private"] else ()
    return Order("probe", host, (("sites", "add", *private, "--", address),), (f"探测 {host}", f"Probe {host}"), about)


def add(desk: OrderDesk, form: Form) -> Order:
    """Put what a probe found into the registry: its output is the entry, with comments."""
    found = desk.jobs.get(form.get("job", ""))
    if found.kind != "probe" or found.state != "finished" or found.exit_code != 0:
        raise DeskRefusal(400, "只能采用一次成功的探测结果。", "Only the result of a successful probe can be accepted.")
    host = found.subject
    words = ("sites", "add", "--write", str(desk.jobs.output_file(found.id)))
    return Order("add", host, (words,), (f"把 {host} 加入清单", f"Add {host} to the registry"), {"probe": found.id})


def web_address(text: str) -> tuple[str, str]:
    """Return an address and its host; DeskRefusal if it is not one of the web."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and address.isprintable()
    except ValueError:
        fits = False
    if not fits or len(address) > ADDRESS:
        raise DeskRefusal(
            400, "请填写完整的网址，以 http:// 或 https:// 开头。", "Please give a full address that begins with http:// or https://."
        )
    return address, parts.netloc.rpartition("@")[2]


def publish(desk: OrderDesk, form: Form) -> Order:
    """Publish the database; one that was withheld only after a look."""
    if not form.get("accept"):
        return Order("publish", ARCHIVE, (("snapshot",),), ("发布快照", "Publish a snapshot"))
    if not form.get("looked"):
        raise DeskRefusal(400, "请先查看差异并勾选“我已看过”。", "Please look at the difference first and tick “I have looked”.")
    return Order("publish", ARCHIVE, (("snapshot", "--accept"),), ("采用被扣留的快照", "Accept the withheld snapshot"))


def verify(desk: OrderDesk, form: Form) -> Order:
    """Check every record against its digest."""
    return Order("verify", ARCHIVE, (("verify",),), ("校验全部档案", "Verify the archive"))


def diff(desk: OrderDesk, form: Form) -> Order:
    """Show what changed: between the last two snapshots, or from the last one to the database as it is."""
    if form.get("of") != "database":
        return Order("diff", "diff", (("diff",),), ("最近两个快照的差异", "What changed between the last two snapshots"))
    newest = entry(desk.home)
    if newest is None or not desk.home.database.exists():
        raise DeskRefusal(409, "尚无已发布的快照可供比较。", "Nothing is published yet that could be compared.")
    words = ("diff", str((desk.home.public / newest["file"]).absolute()), str(desk.home.database.absolute()))
    return Order("diff", "diff", (words,), ("待发布内容与上一个快照的差异", "What a snapshot would change"))


ORDERS: Mapping[str, Make] = {
    "visit": visit,
    "run": visit_due,
    "pause": pause,
    "resume": resume,
    "check": check,
    "probe": probe,
    "add": add,
    "publish": publish,
    "verify": verify,
    "diff": diff,
}
