"""Reading a page as a person does."""

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """Return the words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
