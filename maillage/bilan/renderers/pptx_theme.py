"""The theme of our slides, made in code: colours, letters, a cover, a page."""

# ruff: noqa: SLF001 - what python-pptx has no public name for is reached through its elements

import re
from functools import lru_cache
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from maillage.common.palette import INK, MUTED, ORANGE, PAPER, SERIES, TEAL, VIOLET, WHITE

TYPEFACE = "Verdana"
WIDTH, HEIGHT = 13.333, 7.5  # inches
LEFT, INNER = 0.65, 12.03  # the margin, and what is left between both
TITLE = (LEFT, 0.58, INNER, 1.02)
FOOTER = (LEFT, 6.96, 10.9, 0.3)
NUMBER = (11.68, 6.96, 1.0, 0.3)
BAND = 4.75  # height of the violet band of the cover
COVER_TITLE = (0.9, 1.05, 11.2, 1.9)
COVER_SUBTITLE = (0.9, 3.15, 11.2, 1.15)

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
Box = tuple[float, float, float, float]


def rgb(colour: str) -> RGBColor:
    """Return a colour of the palette as python-pptx wants it."""
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]


def _xfrm(box: Box) -> str:
    """Return a place on the slide."""
    x, y, width, height = (int(Inches(value)) for value in box)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _rectangle(rank: int, name: str, box: Box, scheme: str) -> str:
    """Return a plain rectangle, decoration only."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{rank}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{_xfrm(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{scheme}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="fr-FR"/></a:p></p:txBody></p:sp>'
    )


def _placeholder(rank: int, name: str, kind: str, box: Box, style: str, *, anchor: str, words: str) -> str:
    """Return a placeholder of a master or of a layout."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{rank}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{_xfrm(box)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle><a:lvl1pPr{style}</a:lvl1pPr></a:lstStyle><a:p>{words}</a:p></p:txBody></p:sp>"
    )


def _style(size: float, scheme: str, *, bold: bool = False, align: str = "l") -> str:
    """Return how the words of a placeholder are set."""
    return (
        f' marL="0" indent="0" algn="{align}"><a:buNone/><a:defRPr sz="{int(size * 100)}" b="{int(bold)}">'
        f'<a:solidFill><a:schemeClr val="{scheme}"/></a:solidFill></a:defRPr>'
    )


def _words(text: str) -> str:
    return f'<a:r><a:rPr lang="fr-FR"/><a:t>{text}</a:t></a:r>'


PAGE_NUMBER = (
    '<a:fld id="{8F3C2F4B-5B6E-4D0B-9A53-3E1E7A0D5C11}" type="slidenum">'
    '<a:rPr lang="fr-FR"/><a:t>‹N°›</a:t></a:fld>'
)


def _foot(rank: int) -> str:
    """Return the footer and the page number."""
    return _placeholder(
        rank,
        "Pied de page",
        'type="ftr" sz="quarter" idx="11"',
        FOOTER,
        _style(10.5, "accent6"),
        anchor="ctr",
        words='<a:endParaRPr lang="fr-FR"/>',
    ) + _placeholder(
        rank + 1,
        "Numéro",
        'type="sldNum" sz="quarter" idx="12"',
        NUMBER,
        _style(10.5, "accent6", align="r"),
        anchor="ctr",
        words=PAGE_NUMBER,
    )


def _tree(shapes: str) -> Any:
    """Return a tree of shapes."""
    return parse_xml(
        f'<p:spTree {NAMESPACES}><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr/>{shapes}</p:spTree>"
    )


def _replace_tree(owner: Any, shapes: str) -> None:
    """Put our shapes in place of those of a master or a layout."""
    content = owner._element.cSld
    content.replace(content.spTree, _tree(shapes))


def _colours(colour: str, accent: str) -> str:
    """Return the colours of the theme: those of the series stay, they were chosen apart for every eye."""
    named = {
        "dk1": INK,
        "lt1": WHITE,
        "dk2": colour,
        "lt2": PAPER,
        **{f"accent{rank}": one for rank, one in enumerate(SERIES, start=1)},
        "accent2": accent,
        "accent6": MUTED,
        "hlink": colour,
        "folHlink": TEAL,
    }
    inside = "".join(f'<a:{name}><a:srgbClr val="{one[1:]}"/></a:{name}>' for name, one in named.items())
    return f'<a:clrScheme name="Maillage">{inside}</a:clrScheme>'


def _theme(xml: str, colour: str, accent: str) -> str:
    """Return a theme with our name, our letters and the colours of the bilan."""
    xml = re.sub(r"<a:clrScheme.*?</a:clrScheme>", lambda _: _colours(colour, accent), xml, flags=re.DOTALL)
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{TYPEFACE}", xml)
    return re.sub(r'(<a:theme [^>]*?name=")[^"]*', r"\g<1>Maillage", xml, count=1)


@lru_cache(maxsize=8)
def template(colour: str = VIOLET, accent: str = ORANGE) -> bytes:
    """Return an empty presentation with our theme and two layouts: the cover, the page."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    kept = {"Title Slide": "Couverture", "Title Only": "Page"}
    for layout in list(deck.slide_layouts):
        if layout.name in kept:
            layout.name = kept[layout.name]
        else:
            deck.slide_layouts.remove(layout)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob.decode(), colour, accent).encode()  # python-pptx has no door to the theme
    title = _words("Le message, en une phrase avec son chiffre")
    _replace_tree(
        master,
        _rectangle(7, "Accent", (LEFT, 0.38, 0.9, 0.07), "accent2")
        + _placeholder(
            2, "Titre", 'type="title"', TITLE, _style(28, "tx2", bold=True), anchor="t", words=title
        )
        + _placeholder(
            3,
            "Texte",
            'type="body" idx="1"',
            (LEFT, 1.8, INNER, 4.9),
            _style(18, "tx1"),
            anchor="t",
            words=_words("Texte"),
        )
        + _foot(4),
    )
    content = master._element.cSld
    if content.bg is not None:
        content.remove(content.bg)
    fill = '<a:solidFill><a:schemeClr val="bg2"/></a:solidFill><a:effectLst/>'
    background = f"<p:bg {NAMESPACES}><p:bgPr>{fill}</p:bgPr></p:bg>"
    content.insert(0, parse_xml(background))
    for layout in deck.slide_layouts:
        if layout.name == "Page":
            _replace_tree(
                layout,
                _placeholder(
                    2, "Titre", 'type="title"', TITLE, _style(28, "tx2", bold=True), anchor="t", words=title
                )
                + _foot(3),
            )
        else:
            layout._element.set("showMasterSp", "0")
            _replace_tree(
                layout,
                _rectangle(6, "Bandeau", (0, 0, WIDTH, BAND), "tx2")
                + _rectangle(7, "Filet", (0, BAND, WIDTH, 0.12), "accent2")
                + _placeholder(
                    2,
                    "Titre",
                    'type="ctrTitle"',
                    COVER_TITLE,
                    _style(44, "bg1", bold=True),
                    anchor="b",
                    words=_words("Le titre du bilan"),
                )
                + _placeholder(
                    3,
                    "Sous-titre",
                    'type="subTitle" idx="1"',
                    COVER_SUBTITLE,
                    _style(22, "bg1"),
                    anchor="t",
                    words=_words("Le sous-titre"),
                )
                + _foot(4),
            )
    target = BytesIO()
    deck.save(target)
    return target.getvalue()
