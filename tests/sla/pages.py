"""Reading a page of the room word for word."""


def plain(text: str) -> str:
    """Return a text with common spaces only, one between words."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def text_of(response) -> str:
    """Return the source of a page as `plain` text, tags and all."""
    return plain(response.content.decode())
