"""The words of a PDF that our own compiler wrote: its objects stand in the clear, its fonts say which character a glyph is."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\r?\n(.*?)\r?\nendobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
#: A font is chosen, or glyphs are drawn. Brackets that pair stand as they are, others
#: and the backslash are escaped; what is shorter that way stands in hexadecimal.
_BYTE = rb"[^\\()]|\\."
_DRAWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:" + _BYTE + rb"|\((?:" + _BYTE + rb")*\))*)\)|<([0-9A-F]+)>", re.S)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of_pdf(content: bytes) -> str:
    """Return all text in the order it is drawn, without the spaces that only lay it out."""
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    fonts = {name: _characters(objects, int(number)) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", content)}
    pages = [stream for body in objects.values() if b" Tf" in (stream := _unpacked(body)) and b"BT" in stream]
    return "".join(_drawn(page, fonts) for page in pages)


def _drawn(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    found: list[str] = []
    characters: dict[int, str] = {}
    for font, glyphs, hexed in _DRAWN.findall(stream):
        if font:
            characters = fonts[font]
            continue
        codes = bytes.fromhex(hexed.decode()) if hexed else _ESCAPED.sub(_plain, glyphs)
        found += [characters.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2)]
    return "".join(found)


def _plain(escaped: re.Match[bytes]) -> bytes:
    word = escaped[1]
    return bytes([int(word, 8)]) if word[:1] in b"01234567" else _NAMED.get(word, word)


def _characters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert table is not None
    lines = re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\r?\n", _unpacked(objects[int(table[1])]))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in lines}


def _unpacked(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    if stream is None or b"/FlateDecode" not in body:
        return b""
    # A last byte that looks like the end of a line was taken for one: the sum at the end may lack it, the words do not.
    return zlib.decompressobj().decompress(stream[1])
