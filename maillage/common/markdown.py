"""Texts that people write with a few signs (Markdown): read as HTML that holds nothing but words, lists and links.

What looks like HTML is shown as it was typed. Images are not fetched from elsewhere: what was typed is shown instead.
An image that was joined to the text is shown where its name is written: ![](cafe.jpg).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_NAMED = re.compile(r"!\[[^\]\n]{0,250}\]\(([\w.-]{1,120})\)")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Hold an image that was joined to a text: where it is, what is seen on it."""

    url: str
    alt: str


Pictures = Mapping[str, Picture]


def named_pictures(text: str) -> list[str]:
    """Return the names of the images that a text shows, in order."""
    return _NAMED.findall(text)


def _picture(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of a rule
    """Read the name of an image that was joined; any other stays as it was typed."""
    found = _NAMED.match(state.src, state.pos)
    if found is None or found[1] not in state.env.get("pictures", {}):
        return False
    if not silent:
        picture: Picture = state.env["pictures"][found[1]]
        token = state.push("picture", "img", 0)
        token.content = found[1]
        token.attrs = {"src": picture.url, "alt": picture.alt}
    state.pos = found.end()
    return True


def _drawn(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Write an image with what is seen on it."""
    src, alt = (escapeHtml(str(tokens[index].attrs[name])) for name in ("src", "alt"))
    return f'<img src="{src}" alt="{alt}" loading="lazy">'


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
    found.inline.ruler.before("link", "picture", _picture)
    found.add_render_rule("picture", _drawn)
    return found


_MARKDOWN = _made()


def rendered(text: str, pictures: Pictures | None = None) -> SafeString:
    """Return a text as HTML, safe whatever it holds, with the images that were joined to it."""
    return SafeString(
        _MARKDOWN.render(text, {"pictures": pictures or {}})
    )  # words are escaped, and only our own marks are written


def blocks(text: str, pictures: Pictures | None = None) -> list[dict[str, object]]:
    """Return a text as a printed page takes it: titles, paragraphs and items, each made of runs of words; images."""
    found: list[dict[str, object]] = []
    lists: list[int] = []  # of each list that is open: the number of its next item, or 0
    level = 0
    for token in _MARKDOWN.parse(text, {"pictures": pictures or {}}):
        if token.tag in {"ul", "ol"}:
            if token.nesting > 0:
                lists.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else 0)
            else:
                lists.pop()
        elif token.type.startswith("heading"):
            level = max(2, int(token.tag[1])) if token.nesting > 0 else 0
        elif token.type == "inline":
            if runs := _runs(token):
                found.append({**_place(level, lists), "runs": runs})
            found += [
                {"kind": "picture", "name": one.content, "alt": one.attrs["alt"]}
                for one in token.children or []
                if one.type == "picture"
            ]
        elif token.type in {"fence", "code_block"}:
            found.append({"kind": "paragraph", "runs": [_run(token.content.rstrip())]})
    return found


def _place(level: int, lists: list[int]) -> dict[str, object]:
    """Return what a line is: a title, an item of the list that is open last, or a paragraph."""
    if level:
        return {"kind": "title", "level": level}
    if not lists:
        return {"kind": "paragraph"}
    number = lists[-1]
    lists[-1] += 1 if number else 0
    return {"kind": "item", "depth": len(lists), "number": number}


def _run(text: str, *, bold: bool = False, italic: bool = False, link: str = "") -> dict[str, object]:
    return {"text": text, "bold": bold, "italic": italic, "link": link}


def _runs(line: Token) -> list[dict[str, object]]:
    """Return the words of a line, cut where they change look."""
    found = []
    bold = italic = 0
    link = ""
    for token in line.children or []:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                link = str(token.attrs["href"])
            case "link_close":
                link = ""
            case "picture":
                pass
            case _:
                words = "\n" if token.type == "hardbreak" else token.content or " "
                found.append(_run(words, bold=bold > 0, italic=italic > 0, link=link))
    return found
