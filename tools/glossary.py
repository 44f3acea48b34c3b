"""Hold the catalogues to the glossary: where an English string is a term of docs/glossary.md, its Chinese must be the term's.

The glossary is a table of three columns: Chinese, English, meaning.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from tools.messages import CATALOGUE, PACKAGE, apps

GLOSSARY = Path(__file__).resolve().parents[1] / "docs/glossary.md"
ROW = re.compile(r"^\|\s*(?P<zh>[^|]+?)\s*\|\s*(?P<en>[^|]+?)\s*\|")


def terms() -> dict[str, list[str]]:
    """Return English term -> the Chinese words that may stand for it (a row may name several with «、»)."""
    found: dict[str, list[str]] = {}
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        row = ROW.match(line)
        if row and not set(row["en"]) <= {"-", " "} and row["en"].lower() != "english":
            found.setdefault(row["en"].lower(), []).extend(re.split(r"[、/]", row["zh"]))
    return found


def strays(app: str, known: dict[str, list[str]]) -> list[str]:
    path = PACKAGE / app / CATALOGUE
    if not path.exists():
        return []
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    found = []
    for message in catalogue:
        allowed = known.get(str(message.id).lower()) if isinstance(message.id, str) else None
        if allowed and message.string and message.string not in allowed:
            found.append(f"{app}: {message.id!r} is {message.string!r}, but the glossary says {'、'.join(allowed)}")
    return found


def main() -> int:
    known = terms()
    found = [line for app in apps() for line in strays(app, known)]
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
