"""Put Chinese punctuation into Chinese text: `python -m tools.punctuation FILE…` mends; `--check` only tells."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HAN = "\u4e00-\u9fff\u3400-\u4dbf"
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
BRACKETS = re.compile(rf"\(([^()\n]*[{HAN}][^()\n]*)\)")


def mended(text: str) -> str:
    """Return Chinese text with wide punctuation; what stands between Latin letters is left alone."""
    text = re.sub(rf"([{HAN}」』》）”])([,;:?!]) ?", lambda hit: hit[1] + WIDE[hit[2]], text)
    return BRACKETS.sub(r"（\1）", text)


def main() -> int:
    check = "--check" in sys.argv
    failed = False
    for name in sys.argv[1:]:
        if name.startswith("--"):
            continue
        path = Path(name)
        before = path.read_text(encoding="utf-8")
        after = "".join(_line(line) for line in before.splitlines(keepends=True))
        if after != before:
            failed = True
            print(f"{name}: half-width punctuation in Chinese text")
            if not check:
                path.write_text(after, encoding="utf-8")
    return int(check and failed)


def _line(line: str) -> str:
    """Mend only what a catalogue says in Chinese: the lines of its translations."""
    return mended(line) if line.startswith(("msgstr", '"')) and not line.startswith('"Plural') else line


if __name__ == "__main__":
    sys.exit(main())
