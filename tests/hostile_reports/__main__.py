"""Write cases and their oracles to a folder: ``python -m tests.hostile_reports --count N --seed S --out DIR``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import CLASSES, QUICK_FORMATS, generate


def main() -> None:
    """Write each case as its file and ``NAME.oracle.json``."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--formats", nargs="+", default=list(QUICK_FORMATS))
    options.add_argument("--classes", nargs="+", default=list(CLASSES))
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for case in generate(args.seed, args.count, args.formats, args.classes):
        (args.out / case.filename).write_bytes(case.content)
        about: dict[str, object] = {
            "name": case.name,
            "file": case.filename,
            "url": case.url,
            "classes": case.classes,
            "mutations": case.mutations,
        }
        about |= {"form": case.form, "format": case.format, "style": case.style, "oracle": case.oracle.to_json()}
        (args.out / f"{case.name}.oracle.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
