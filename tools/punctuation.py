"""Put Chinese punctuation into Chinese text: `python -m tools.punctuation [FILE…]` mends; `--check` only tells.

Without files it looks at everything that speaks Chinese: the translations of the catalogues, the texts in code, templates
and column maps, and the Chinese pages of the documentation.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPEAKING = (
    "biaogan/**/*.po",
    "biaogan/**/*.py",
    "biaogan/**/*.html",
    "biaogan/**/*.toml",
    "*.zh-CN.md",
    "docs/**/*.zh-CN.md",
)

HAN = "\u4e00-\u9fff\u3400-\u4dbf"
BEFORE = f"[{HAN}」』》）”]"
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
MARKS = re.compile(rf"({BEFORE})([,;:?!]) ?")
STOPS = re.compile(rf"({BEFORE})\.(?=$|[\s{HAN}])", re.MULTILINE)
DOTS = re.compile(rf"({BEFORE})(?:\.{{3}}|…(?!…))")
BRACKETS = re.compile(rf"\(([^()\n]*[{HAN}][^()\n]*)\)")

#: What stands in a text for something else, in whichever language.
FILLED_IN = re.compile(r"{[%{].*?[%}]}|{[^{}]*}|%\(\w+\)[sd]|<[^<>]*>")
QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"')
NOT_READ = re.compile(r"""[bfu]*(r|\"{3})""", re.IGNORECASE)
BETWEEN_TAGS = re.compile(r"(?<=>)[^<>]+(?=<)")


def mended(text: str) -> str:
    """Return Chinese text with wide punctuation; what stands between Latin letters is left alone."""
    text = MARKS.sub(lambda hit: hit[1] + WIDE[hit[2]], text)
    text = STOPS.sub(r"\1。", DOTS.sub(r"\1……", text))
    return BRACKETS.sub(r"（\1）", text)


def mended_if_chinese(text: str) -> str:
    """Mend a text that is mostly Chinese; an English sentence about Chinese words keeps its own marks."""
    words = FILLED_IN.sub("", text)
    is_chinese = len(re.findall(f"[{HAN}]", words)) > len(re.findall(r"[A-Za-z]", words))
    return mended(text) if is_chinese else text


def _catalogue(text: str) -> str:
    """Mend the translations alone, not what they translate."""
    lines, is_translation = [], False
    for line in text.splitlines(keepends=True):
        is_translation = line.startswith("msgstr") or (is_translation and line.startswith('"'))
        is_head = line.startswith('"Plural')
        lines.append(mended(line) if is_translation and not is_head else line)
    return "".join(lines)


def _code(text: str) -> str:
    """Mend what stands in quotation marks; docstrings, comments and patterns (raw texts) are not read by users."""
    lines = text.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(text).readline))):
        if token.type == tokenize.STRING and not NOT_READ.match(token.string):
            row, (start, end) = token.start[0] - 1, (token.start[1], token.end[1])
            lines[row] = lines[row][:start] + mended_if_chinese(token.string) + lines[row][end:]
    return "".join(lines)


def _page(text: str) -> str:
    return BETWEEN_TAGS.sub(lambda hit: mended_if_chinese(hit[0]), text)


def _map(text: str) -> str:
    return QUOTED.sub(lambda hit: mended_if_chinese(hit[0]), text)


def _prose(text: str) -> str:
    return "".join(mended_if_chinese(line) for line in text.splitlines(keepends=True))


#: How the Chinese is found, by the ending of the file.
READERS: dict[str, Callable[[str], str]] = {
    ".po": _catalogue,
    ".py": _code,
    ".html": _page,
    ".toml": _map,
    ".md": _prose,
}


def everything() -> list[Path]:
    return sorted(path for pattern in SPEAKING for path in ROOT.glob(pattern))


def main() -> int:
    check = "--check" in sys.argv
    named = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    failed = False
    for path in named or everything():
        before = path.read_text(encoding="utf-8")
        after = READERS[path.suffix](before)
        if after != before:
            failed = True
            _tell(path, before, after)
            if not check:
                path.write_text(after, encoding="utf-8")
    return int(check and failed)


def _tell(path: Path, before: str, after: str) -> None:
    lines = zip(before.splitlines(), after.splitlines(), strict=True)
    for number, (old, new) in enumerate(lines, 1):
        if old != new:
            print(f"{path}:{number}: half-width punctuation in Chinese text: {old.strip()[:120]}")


if __name__ == "__main__":
    sys.exit(main())
