"""The words of a text as small numbers: pairs of Chinese characters, and words of letters and digits without their endings.

«服务态度» has the pairs 服务, 务态, 态度, and whoever asks for it asks for all three: nearly the same as the phrase, with no word list that
could lack the trade's own words. Personal numbers, whole or masked, and other long numbers have no words.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from biaogan.parties.rules import find_personal_data

#: Raised when the same text would get other words than before; the job then reads all cases anew.
VERSION = 1

#: More digits in a word are an account, a telephone or the like, which nobody may be found by here.
DIGITS_AT_MOST = 6
LETTERS_AT_MOST = 40

#: English words that nearly every text has.
_COMMON = """
a an and are as at be but by for from had has have he her his i in is it its me my not of on or our she that the their they this to was we
were with you your
"""
COMMON = frozenset(_COMMON.split())

# Ideographs, kana and Hangul, which are written without spaces.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")
_MASKED = re.compile(r"[0-9A-Za-z]*\*[0-9A-Za-z*]*")

#: Wide letters and digits one for one, so that places in the folded text are places in the text.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

# Pairs take their numbers from two characters, all above this; words of letters are hashed below it.
_HASHED_BELOW = 0x3000_0000
_SIGN = 1 << 31

_Word = tuple[int, int, int]


@dataclass(frozen=True)
class Wanted:
    """What somebody typed to find cases by; `is_too_short` where it has letters or characters but no word."""

    words: tuple[int, ...]
    is_too_short: bool = False


@dataclass(frozen=True)
class Piece:
    """A part of a text that is shown; `is_hit` where it is what was asked for."""

    text: str
    is_hit: bool = False


def words_of(text: str) -> list[int]:
    """Return the words of `text`, each once, in the order of their numbers, all fitting 32 bits."""
    return sorted({code for code, _start, _end in _words(text)})


def wanted(text: str) -> Wanted:
    """Return the words that a case must all have to be found by `text`."""
    words = tuple(words_of(text))
    has_letters = any(char.isalpha() for char in text)
    return Wanted(words, is_too_short=not words and has_letters)


def excerpt(text: str, words: tuple[int, ...], *, size: int = 80) -> list[Piece]:
    """Return about `size` characters of `text` around its first hit, cut into what is a hit and what is not."""
    hits = _merged([(start, end) for code, start, end in _words(text) if code in words])
    first = hits[0][0] if hits else 0
    start = 0 if first <= size // 3 else first - size // 4
    end = start + size
    shown = [Piece("…")] if start else []
    place = start
    for begin, stop in hits:
        if begin < place or stop > end:
            continue
        shown += [Piece(text[place:begin]), Piece(text[begin:stop], is_hit=True)]
        place = stop
    shown.append(Piece(text[place:end] + ("…" if len(text) > end else "")))
    return [piece for piece in shown if piece.text]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _words(text: str) -> Iterator[_Word]:
    """Yield each word of `text` as its number, where it starts and where it ends."""
    plain = _folded(_without_personal_data(text))
    for run in _RUN.finditer(plain):
        if run.group(1):
            codes = _pair_codes(run.group())
            yield from zip(codes, range(run.start(), run.end()), range(run.start() + 2, run.end() + 1), strict=False)
        elif stem := _stem(run.group()):
            yield _hashed(stem), run.start(), run.end()


def _pair_codes(run: str) -> list[int]:
    # Two characters fill 32 bits, which the database reads as a number with a sign; rare ones beyond are hashed.
    return [
        ((one << 16 | two) ^ _SIGN) - _SIGN if (one | two) < 1 << 16 else _hashed(f"{one} {two}")
        for one, two in pairwise(map(ord, run))
    ]


def _hashed(word: str) -> int:
    return zlib.crc32(word.encode()) % _HASHED_BELOW


def _stem(word: str) -> str:
    """Return the word without its English ending, empty for what is no word to search by; «charges» and «charged» are one."""
    if len(word) < 2 or len(word) > LETTERS_AT_MOST or word in COMMON:
        return ""
    digits = sum(char.isdigit() for char in word)
    if digits:
        return word if digits <= DIGITS_AT_MOST else ""
    return _without_ending(word)


def _without_ending(word: str) -> str:
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("s", ""), ("ing", ""), ("ed", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us")):
            word = word[: len(word) - len(ending)] + kept
    # «transferred» has a letter twice that «transfer» has once; «filling» keeps its two.
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


def _without_personal_data(text: str) -> str:
    """Return `text` with blanks in the places of personal numbers, whole or masked."""
    for found in find_personal_data(text):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return _MASKED.sub(lambda hit: " " * len(hit.group()), text) if "*" in text else text


def _folded(text: str) -> str:
    narrow = text.translate(_NARROW)
    lower = narrow.lower()
    # One capital of Turkish has two characters when small.
    return lower if len(lower) == len(narrow) else "".join(char.lower()[:1] for char in narrow)
