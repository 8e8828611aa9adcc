"""Write the table of Scrapy's settings into docs/scrapy.md from crawler/components/settings.yaml: `python docs/draw_settings.py`."""

from pathlib import Path

from crawler.components.settings_in_force import TABLE

DOCUMENT = Path(__file__).parent / "scrapy.md"
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def table() -> str:
    """Return the table in Markdown."""
    rows = [f"| `{name}` | {meaning} |" for name, meaning in TABLE["holds"].items()]
    rows += [f"| `{name}` | refused: {why} |" for name, why in TABLE["refused"].items()]
    return "\n".join(["| setting | meaning here |", "|---|---|", *rows, ""])


def drawn(text: str) -> str:
    """Return the document with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
