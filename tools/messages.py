"""Keep the catalogues of translations: `python -m tools.messages [APP…] [--check | --compile]`.

Without a flag, new strings are added to each app's catalogue with an empty translation and vanished ones removed.
`--check` fails where a string has no translation, or another one in another app; `--compile` writes the binary
catalogues.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

PACKAGE = Path(__file__).resolve().parents[1] / "biaogan"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
    "gettext_noop": None,
}
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")


def apps() -> list[str]:
    return sorted(folder.name for folder in PACKAGE.iterdir() if folder.is_dir() and any(folder.glob("*.py")))


def strings(app: str) -> Catalog:
    """Return every string of the app's code and templates, in the order of files and lines."""
    catalogue = Catalog(locale="zh_Hans", charset="utf-8")
    folder = PACKAGE / app
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
        for line, message, comments, context in extract(
            "python", _code(path), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalogue.add(
                message,
                locations=[(str(path.relative_to(PACKAGE.parent)), line)],
                auto_comments=comments,
                context=context,
            )
    return catalogue


def _code(path: Path) -> io.BytesIO:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # Babel reads Python: the calls that Django writes for a template, without its filler.
        text = "\n".join(_calls(line) for line in templatize(text, origin=str(path)).splitlines())
    return io.BytesIO(text.encode())


def _calls(line: str) -> str:
    return line.strip() if "gettext" in line or "_(" in line else ""


def update(app: str) -> int:
    """Bring the app's catalogue up to date; return how many strings have no translation."""
    found = strings(app)
    path = PACKAGE / app / CATALOGUE
    kept = _read(path)
    for message in found:
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        if known is not None:
            # Chinese has one form for every number.
            message.string = known.string[:1] if isinstance(known.string, tuple) else known.string
    if len(found):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, found, width=120, omit_header=False, no_location=False, include_lineno=False, sort_output=True
            )
    return sum(1 for message in found if message.id and not _translated(message))


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="zh_Hans", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", charset="utf-8")


def _translated(message: object) -> bool:
    string = getattr(message, "string", "")
    return all(string) if isinstance(string, tuple) else bool(string)


def missing(app: str) -> list[str]:
    """Return the strings that the app's catalogue lacks or leaves empty."""
    kept = _read(PACKAGE / app / CATALOGUE)
    lacking = []
    for message in strings(app):
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        if known is None or not _translated(known) or known.fuzzy:
            lacking.append(str(message.id))
    return lacking


def clashes(catalogues: Mapping[str, Catalog]) -> list[str]:
    """Return the strings that several apps translate differently: at run time only one of the translations is read."""
    found: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for app, catalogue in catalogues.items():
        for message in catalogue:
            if message.id and _translated(message):
                chinese = found.setdefault((message.context, _first(message.id)), {})
                chinese.setdefault(_first(message.string), []).append(app)
    return [
        f"{text!r}{f' ({context})' if context else ''} is "
        + ", but ".join(f"{said!r} in {', '.join(where)}" for said, where in chinese.items())
        for (context, text), chinese in found.items()
        if len(chinese) > 1
    ]


def _first(text: str | Sequence[str] | None) -> str:
    return text if isinstance(text, str) else (text or [""])[0]


def compile_catalogue(app: str) -> None:
    path = PACKAGE / app / CATALOGUE
    if path.exists():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    settings.configure(USE_I18N=False)
    django.setup()
    chosen = options.apps or apps()
    if options.check:
        return check(chosen)
    for app in chosen:
        if options.compile:
            compile_catalogue(app)
        else:
            print(f"{app}: {update(app)} without Chinese")
    return 0


def check(chosen: list[str]) -> int:
    lacking = [f"{app}: no Chinese for {text!r}" for app in chosen for text in missing(app)]
    # A string of one app may clash with any other's.
    lines = lacking + clashes({app: _read(PACKAGE / app / CATALOGUE) for app in apps()})
    print("\n".join(lines), end="\n" if lines else "")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
