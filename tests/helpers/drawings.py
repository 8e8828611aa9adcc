"""The site's charts and badges of given figures, written out for a person to review: pictures, drawn by pure functions.

python -m tests.helpers.drawings        writes tests/data/site/drawings.txt anew, after a change that was meant
"""

from pathlib import Path

from archive.health.assess import STATES
from archive.site.draw import badge, charts
from archive.site.draw.charts import Series

KEPT = Path(__file__).parents[1] / "data" / "site" / "drawings.txt"
YEARS = (2019, 2020, 2021, 2022)
MANY = tuple(f"地{number}" for number in range(17))
SERIES = [Series(f"第{number}项", (number, None, 1.5 * number, 40 + number)) for number in range(1, 8)]
PARTS = [Series(f"第{number}项", (number, 0, None if number == 3 else number, 0 if number == 2 else 1)) for number in range(1, 8)]


def drawings() -> dict[str, str]:
    """Each picture by its name."""
    return {
        "lines": charts.lines(YEARS, SERIES, "折线"),
        "lines of many places": charts.lines(MANY, [Series("甲", tuple(range(17)))], "折线", 960, 300),
        "lines of seven places": charts.lines(MANY[:7], [Series("甲", tuple(range(7)))], "折线", 800),
        "shares": charts.shares(YEARS, PARTS, "占比"),
        "shares of many": charts.shares(MANY, [Series("甲", (1,) * 17), Series("乙", (2,) * 17)], "占比", 801, 180),
        "bars": charts.bars(MANY[:3], (3, 0, 1250), [(0.5, "县级期限"), (2, "政府期限")], "柱"),
        "legend": charts.legend(SERIES),
        **{f"badge {state}": badge.badge("某市 <年报>", state) for state in STATES},
    }


def written(picture: str) -> list[str]:
    """A picture, an element a line."""
    return str(picture).strip().replace("><", ">\n<").splitlines()


def kept() -> dict[str, list[str]]:
    """The pictures reviewed last."""
    parts = KEPT.read_text(encoding="utf-8").split("\n== ")[1:]
    return {name: text.rstrip("\n").splitlines() for name, _, text in (part.partition("\n") for part in parts)}


if __name__ == "__main__":
    texts = "".join(f"\n== {name}\n" + "\n".join(written(picture)) + "\n" for name, picture in drawings().items())
    KEPT.write_text(f"The site's pictures: `python -m tests.helpers.drawings` writes this file.\n{texts}", encoding="utf-8")
