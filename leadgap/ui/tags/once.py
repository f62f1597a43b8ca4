"""Parts that say the same in every row of a list."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class OnceNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        # The lowest layer lives as long as the page is rendered, and is shared by all templates included in it.
        rendered: dict[OnceNode, SafeString] = cast(Any, context.render_context.dicts[0]).setdefault(OnceNode, {})
        if self not in rendered:
            rendered[self] = self.nodelist.render(context)
        return rendered[self]


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """{% once %}…{% endonce %}: rendered where it comes first, and repeated word for word in the rows that follow.

    For what depends on the page and not on the row: lists of reasons, tokens, labels.
    """
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)
