"""Reading a page of the room word for word."""

import csv
import io


def plain(text: str) -> str:
    """Return a text with common spaces only, one between words."""
    return " ".join(text.replace("\u00a0", " ").split())


def text_of(response) -> str:
    """Return the source of a page as `plain` text, tags and all."""
    return plain(response.content.decode())


def lines_of(response) -> list[list[str]]:
    """Return the lines of a CSV file, its header first."""
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def records_of(response) -> list[dict[str, str]]:
    """Return the lines of a CSV file by the names of their columns."""
    header, *lines = lines_of(response)
    return [dict(zip(header, line, strict=True)) for line in lines]
