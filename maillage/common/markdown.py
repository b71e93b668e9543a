"""Texts that people write with a few signs (Markdown): read as HTML that holds nothing but words, lists and links.

What looks like HTML is shown as it was typed. Images are not fetched from elsewhere: what was typed is shown instead.
"""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def _title(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: EnvType
) -> str:
    """Write a title below that of the page: there is one first title, and it is not in the text."""
    token = tokens[index]
    token.tag = "h2" if token.tag == "h1" else token.tag
    return renderer.renderToken(tokens, index, options, _env)


def _made() -> MarkdownIt:
    """Return the reader, with what it leaves out."""
    found = MarkdownIt("commonmark", {"html": False}).disable("image")
    found.add_render_rule("heading_open", _title)
    found.add_render_rule("heading_close", _title)
    return found


_MARKDOWN = _made()


def rendered(text: str) -> SafeString:
    """Return a text as HTML, safe whatever it holds."""
    return SafeString(_MARKDOWN.render(text))  # words are escaped, and only our own marks are written
