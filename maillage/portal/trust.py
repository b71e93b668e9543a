"""What the site says of itself: who publishes it, whom to write to, whose work it stands on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageMetadata, metadata, requires
from pathlib import Path

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from maillage.common import vendor
from maillage.common.components import Item
from maillage.common.formats import telephone

PACKAGE = Path(__file__).resolve().parent.parent
# What the credits of our data say, each beside the data itself.
CREDITS = (
    PACKAGE / "territory" / "data" / "CREDITS.md",
    PACKAGE / "observatory" / "data" / "CREDITS.md",
    PACKAGE / "common" / "data" / "CREDITS.md",
    PACKAGE / "common" / "fonts" / "CREDITS.md",
)
# What the law asks of whoever publishes a site (act 2004-575, article 1-1).
REQUIRED = ("publisher", "publisher_address", "director", "host", "host_address", "host_telephone", "email")
_TABLE = '<div class="table-scroll" role="region" aria-label="{}" tabindex="0"><table>'


def told(name: str) -> str:
    """Return what the settings tell of who runs the site, or nothing."""
    value: str = settings.LEGAL[name]
    return value.strip()


def missing() -> list[str]:
    """Return the settings that the law asks for and that nobody filled in."""
    return [f"MAILLAGE_LEGAL_{name.upper()}" for name in REQUIRED if not told(name)]


def line(term: str, value: str) -> Item:
    """Return a line of the legal notice; what nobody filled in says so."""
    return Item(term=term, value=value or _("non renseigné"))


def publisher() -> list[Item]:
    """Return who publishes the site."""
    return [
        line(_("Éditeur"), told("publisher")),
        line(_("Forme et numéro"), told("publisher_form")),
        line(_("Adresse"), told("publisher_address")),
        line(_("Direction de la publication"), told("director")),
        line(_("Téléphone"), telephone(settings.BRANDING["telephone"])),
        line(_("Adresse électronique"), told("email")),
    ]


def host() -> list[Item]:
    """Return who hosts the site."""
    return [
        line(_("Hébergeur"), told("host")),
        line(_("Adresse"), told("host_address")),
        line(_("Téléphone"), telephone(told("host_telephone")) if told("host_telephone") else ""),
    ]


def cookies() -> list[tuple[str, str]]:
    """Return each cookie that a browser may keep for this site, and what it is for."""
    return [
        (
            settings.LANGUAGE_COOKIE_NAME,
            _("la langue, quand vous la choisissez au pied d'une page. Il reste un an."),
        ),
        (
            settings.CSRF_COOKIE_NAME,
            _(
                "quand vous ouvrez un formulaire, il empêche un autre site de l'envoyer à votre place. Il reste un an."
            ),
        ),
        (
            settings.SESSION_COOKIE_NAME,
            _("quand vous vous connectez, il vous reconnaît. Il reste 14 jours au plus."),
        ),
        (
            CookieStorage.cookie_name,
            _("après un envoi, il porte la phrase qui dit que c'est fait. Il s'efface aussitôt."),
        ),
    ]


def privacy_contact() -> str:
    """Return the address for questions about personal data, or that of the site, or nothing."""
    return told("privacy_email") or told("email")


def security_contact() -> str:
    """Return how to report a flaw: an address, or the telephone of the mobilisation."""
    email = told("security_email") or told("email")
    if email:
        return f"mailto:{email}"
    digits = re.sub(r"\D", "", settings.BRANDING["telephone"])
    return f"tel:+33{digits.removeprefix('0')}"


@dataclass(frozen=True, kw_only=True)
class Library:
    """Name one package that the site runs on."""

    name: str
    version: str
    licence: str


@cache
def libraries() -> tuple[Library, ...]:
    """Return the packages that the site asks for, as they are installed here."""
    names = sorted({re.split(r"[\[<>=!~; ]", row)[0].lower() for row in requires("maillage") or ()})
    return tuple(
        Library(name=name, version=about["Version"], licence=_licence(about))
        for name, about in ((name, metadata(name)) for name in names)
    )


def _licence(about: PackageMetadata) -> str:
    """Return the licence that a package declares, in as few words as it does."""
    if "License-Expression" in about:
        return about["License-Expression"]
    classes = [row.rpartition(" :: ")[2] for row in about.get_all("Classifier") or () if "License" in row]
    told_so = about["License"].splitlines()[0] if about["License"] else ""
    return ", ".join(classes) or told_so


def embedded() -> list[vendor.Vendored]:
    """Return the files of others that pages load."""
    return vendor.vendored()


@cache
def credits() -> tuple[SafeString, ...]:  # noqa: A001 - that is what they are
    """Return the credits of our data as pages print them, under titles of the third level."""
    return tuple(_printed(path.read_text(encoding="utf-8")) for path in CREDITS)


def _printed(text: str) -> SafeString:
    """Return a text of the repository as HTML: titles two levels lower, tables that scroll alone."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{int(token.tag[1:]) + 2}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    return SafeString(markdown.renderer.render(tokens, markdown.options, {}))  # our own files


def _table_open(_renderer: object, _tokens: Sequence[Token], _rank: int, *_rest: object) -> str:
    return _TABLE.format(_("Tableau"))


def _table_close(_renderer: object, _tokens: Sequence[Token], _rank: int, *_rest: object) -> str:
    return "</table></div>"
