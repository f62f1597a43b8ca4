"""Which characters the bytes of a file stand for. Pure: no Django.

UTF-8 and UTF-16 prove themselves; anything older is a guess, says so, and can be chosen by a person instead. A few
bytes that are no UTF-8, such as a letter that an export has cut in two, do not make a file of UTF-8 something else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20
SAMPLE = 1 << 16

# What a person can choose from, and the only ones that are guessed.
LEGACY = {
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1257": "Baltic (Windows-1257)",
    "mac_roman": "Western European (Mac)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "cp949": "Korean",
}
NAMES = {"utf-8-sig": "Unicode (UTF-8)", "utf-16": "Unicode (UTF-16)"} | LEGACY

_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a formatted text document",
}
_BINARY = "This is a binary file, not a text file. Save the table as CSV (UTF-8) and choose that file."
_BEYOND_ASCII = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")


class Unreadable(Exception):
    """The file cannot be read as a table. The text is for the person who chose it."""


@dataclass(frozen=True, slots=True)
class Encoding:
    codec: str
    is_certain: bool  # False: a guess, which a person should see
    is_flawed: bool = False  # some lines hold bytes that are no characters in it

    @property
    def name(self) -> str:
        return NAMES.get(self.codec, self.codec)


def detect(path: Path) -> Encoding:
    """Return how to decode the file, having seen that all of it decodes; raise Unreadable where it is no text."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        raise Unreadable("The file is empty.")
    for magic, what in _NOT_TEXT.items():
        if head.startswith(magic):
            raise Unreadable(f"This is {what}, not a text file. Save the table as CSV (UTF-8) and choose that file.")
    if codec := _utf_16(head):
        check(path, codec)
        return Encoding(codec, is_certain=True)
    foreign = _beyond_ascii(path)
    try:
        check(path, "utf-8-sig")
    except Unreadable:
        if _is_mostly_utf_8(foreign):
            return Encoding("utf-8-sig", is_certain=True, is_flawed=True)
        codec = _guess(foreign)
        check(path, codec)
        return Encoding(codec, is_certain=False)
    return Encoding("utf-8-sig", is_certain=True)


def check(path: Path, codec: str) -> None:
    """Decode the whole file, keeping nothing, and raise Unreadable with the line where that fails."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 0
    for chunk, is_last in _chunks(path):
        try:
            text = decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            line = lines + error.object.count(b"\n", 0, error.start) + 1
            name = NAMES.get(codec, codec)
            raise Unreadable(
                f"Line {line} holds a byte (0x{error.object[error.start]:02X}) that is no character in {name}. "
                "Save the file as CSV (UTF-8) and choose it again."
            ) from None
        if "\0" in text:
            raise Unreadable(_BINARY)
        lines += text.count("\n")


def _utf_16(head: bytes) -> str:
    """Return the UTF-16 codec of a text, or "" where it is none; NULs anywhere else mean that it is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    nuls = head.count(0)
    if not nuls:
        return ""
    for codec, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        # Western text in UTF-16 has a NUL in nearly every second place, and nowhere else.
        if nuls > len(head) * 0.35 and head[start::2].count(0) == nuls:
            return codec
    raise Unreadable(_BINARY)


def _beyond_ascii(path: Path) -> bytes:
    """Return the first lines that are not plain ASCII, as ground for a guess; raise Unreadable on a NUL anywhere."""
    found = bytearray()
    for chunk, _ in _chunks(path):
        if 0 in chunk:
            raise Unreadable(_BINARY)
        if len(found) < SAMPLE and not chunk.isascii():
            for line in _BEYOND_ASCII.finditer(chunk):
                found += line.group()[:SAMPLE]
                if len(found) >= SAMPLE:
                    break
    return bytes(found)


def _is_mostly_utf_8(sample: bytes) -> bool:
    """Whether more of these lines are UTF-8 than are not: text of older encodings hardly ever is, by chance."""
    lines = sample.splitlines()
    return sum(map(_is_utf_8, lines)) * 2 > len(lines)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _guess(sample: bytes) -> str:
    """Guess an older encoding. Where nothing speaks against Windows-1252, by far the most common, it is that."""
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(LEGACY), enable_fallback=False)
    best = matches.best()
    if best is None:
        raise Unreadable("The file is no text in any encoding known here. Save it as CSV (UTF-8) and choose it again.")
    for match in matches:
        is_western = match.encoding == "cp1252" or "cp1252" in match.could_be_from_charset
        if is_western and match.chaos <= best.chaos + 0.2 and match.coherence >= best.coherence:
            return "cp1252"
    return best.encoding


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        chunk = file.read(CHUNK)
        while chunk:
            following = file.read(CHUNK)
            yield chunk, not following
            chunk = following
