"""What the replica's portals publish: invented agencies, titles, dates and texts, the same in every run."""


from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..model import Article, Attachment, Counter, Fault, Row, docx_file, pdf_file
from ..portal import Portal

BODIES = ("人民政府", "教育局", "财政局", "交通运输局", "卫生健康局", "农业农村局", "住房城乡建设局", "市场监督管理局", "审计局", "统计局")
SUBJECTS = ("优化营商环境", "做好春季防火", "城市公交票价调整", "小微企业纾困", "义务教育招生", "老旧小区改造", "饮用水水源保护", "政务公开培训", "冬季供暖保障",
            "行政规范性文件清理", "“一件事”集成办理", "农村公路养护", "公共租赁住房分配", "重大行政决策听证")
FORMS = ("关于{s}工作的通知", "关于印发《{s}实施方案》的通知", "{s}工作要点", "关于{s}有关事项的公告", "关于公开征求{s}意见建议的函", "《{s}办法》政策解读")


class Press:
    """The editor of one portal: makes articles in a path form and puts them into the portal."""

    def __init__(self, portal: Portal, city: str, address: Callable[[str, int, str], str], seed: int) -> None:
        self.portal, self.city, self.address = portal, city, address
        self.counter, self.random = Counter(100000 + seed * 1000), Random(seed)

    def article(self, title: str, date: str, folder: str, **more: object) -> Article:
        """Return a new article of a folder, put into the portal."""
        text = f"{title}。\n现将有关内容予以公布，请结合实际认真贯彻执行。\n{self.city}{date[:4]}年印发。"
        path = self.address(folder, self.counter.next(), date)
        return self.portal.put(Article(path, title, date, text, **more))  # type: ignore[arg-type]

    def reports(self, folder: str, count: int) -> list[Row]:
        """Return the rows of annual reports, newest year first, a body after another."""
        rows = []
        for number in range(count):
            year = 2025 - number // len(BODIES)
            body = BODIES[number % len(BODIES)]
            article = self.article(f"{self.city}{body}{year}年政府信息公开工作年度报告", f"{year + 1}-{1 + number % 3:02d}-{31 - 3 * (number % len(BODIES)) % 28:02d}"
                                   if number % 3 != 1 else f"{year + 1}-02-{27 - number % 20:02d}", folder)
            rows.append(Row(article.path, article.title, article.date))
        return rows

    def notices(self, folder: str, count: int, since: int = 2024) -> list[Row]:
        """Return the rows of notices in falling order of dates, with the titles that real lists hold: marks, quotes, short ones."""
        rows = []
        for number in range(count):
            subject = self.random.choice(SUBJECTS)
            title = self.random.choice(FORMS).format(s=subject) + f"（{self.city[:1]}政办发〔{since - number // 24}〕{count - number}号）"
            if number == 3:
                title = "更正"
            if number == 5:
                title = f"关于调整{subject}<试行>条款与\"双随机、一公开\"A&B类事项清单的通知（第{count}批）"
            date = f"{since - number // 24}-{12 - (number // 2) % 12:02d}-{28 - (number % 2) * 13:02d}"
            article = self.article(title, date, folder)
            rows.append(Row(article.path, article.title, article.date))
        return rows

    def attach(self, row: Row, name: str, fault: Fault | None = None, kind: str = "pdf") -> Attachment:
        """Give an article a file, whole or broken, and return it."""
        old = self.portal.articles[row.path]
        folder = row.path.rpartition("/")[0]
        data = pdf_file(f"{self.portal.id} {name}") if kind == "pdf" else docx_file(f"{old.title} {name}")
        media = "application/pdf" if kind == "pdf" else "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        file = Attachment(f"{folder}/{name}.{kind}", f"{old.title[:12]}附件.{kind}", data, media, fault)
        self.portal.put(Article(old.path, old.title, old.date, old.text, (*old.attachments, file), old.how, old.leads_to))
        return file

    def file_row(self, folder: str, title: str, date: str) -> Row:
        """Return a row that leads to a file instead of a page."""
        path = f"{folder}/P0{date.replace('-', '')}{self.counter.next()}.pdf"
        self.portal.files[path] = Attachment(path, title, pdf_file(f"{self.portal.id} {date}"), "application/pdf")
        return Row(path, title, date, "file")

    def external_row(self, title: str, date: str) -> Row:
        """Return a row that leads to another host, which must not be asked."""
        url = f"{self.portal.frame.foreign}/outside/{self.counter.next()}.html"
        self.portal.never.add(url)
        return Row(url, title, date, "external")

    def trap(self, title: str, date: str, folder: str, how: str, target: str) -> Row:
        """Return a row whose article leads to ``target``, an address that must never be fetched."""
        article = self.article(title, date, folder, how=how, leads_to=target)
        self.portal.never.add(self.portal.url(target))
        return Row(article.path, article.title, article.date)


def trs_address(folder: str, number: int, date: str, ending: str = "html") -> str:
    """Return the address that TRS gives: a folder a month, the date of the file and a number."""
    return f"{folder}/{date[:7].replace('-', '')}/t{date.replace('-', '')}_{number}.{ending}"


def hanweb_address(folder: str, number: int, date: str) -> str:
    """Return the address of old Hanweb; ``folder`` is the number of the column."""
    year, month, day = date.split("-")
    return f"/art/{year}/{int(month)}/{int(day)}/art_{folder}_{number}.html"


def jpaas_address(folder: str, number: int, date: str) -> str:
    """Return the address of JPaaS, with 32 hexadecimal digits."""
    return f"/art/{date[:4]}/art_{number:032x}.html"


def ucap_address(folder: str, number: int, date: str) -> str:
    """Return the address of UCAP with a month and a number."""
    return f"{folder}/{date[:7].replace('-', '')}/c01_{number}.shtml"


def post_address(folder: str, number: int, date: str) -> str:
    """Return the address of NFCMS."""
    return f"{folder}/content/post_{number}.html"


def gkmlpt_address(folder: str, number: int, date: str) -> str:
    """Return the address of gkmlpt, with the first digits of the number as folders."""
    return f"/gkmlpt/content/{number // 1000000}/{number // 1000}/post_{number}.html"


def lonsun_address(folder: str, number: int, date: str) -> str:
    """Return the address of LonSun; ``folder`` is the path of the organisation."""
    return f"{folder}/{number}.html"


def vsb_address(folder: str, number: int, date: str) -> str:
    """Return the address of VSB; ``folder`` is the number of the column."""
    return f"/info/{folder}/{number}.htm"


def uuid_address(folder: str, number: int, date: str) -> str:
    """Return an address of the Hebei kind: folders of month and day, then a uuid."""
    return f"{folder}/{date[:7].replace('-', '')}/{date[8:]}/{number:08x}-3f4a-4b1c-9d2e-{number:012x}.html"
