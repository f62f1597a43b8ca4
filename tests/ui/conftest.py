"""Rendering a line of template as a page would, and looking at what came out."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory


class Text(HTMLParser):
    """What a person reads: the text without the tags, in single spaces."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def __str__(self) -> str:
        joined = " ".join(" ".join(self.parts).replace("\u00a0", " ").split())
        return joined.replace(" ,", ",")


def text(html: str) -> str:
    return str(Text(html))


@pytest.fixture
def render() -> Callable[..., str]:
    """`render("{% verdict v %}", v="met")`; with `path` the template sees a request."""

    def render(source: str, path: str = "", **context: Any) -> str:
        template = Template("{% load ui %}" + source)
        if not path:
            return template.render(Context(context))
        return template.render(RequestContext(RequestFactory().get(path), context))

    return render
