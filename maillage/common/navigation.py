"""The main menu, as data: an address by its name, and the word that leads to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """Name one page of the menu."""

    name: str
    label: str | Promise


@dataclass(frozen=True)
class Link:
    """Hold one link of the menu as it is printed."""

    url: str
    label: str | Promise
    current: bool


MAIN: tuple[Entry, ...] = (
    Entry("home", _("Accueil")),
    Entry("map", _("Carte")),
    Entry("cooperations", _("Coopérations")),
    Entry("teams", _("Équipes")),
    Entry("signatories", _("Signataires")),
    Entry("trainings", _("Formations")),
    Entry("exchanges", _("Échanges")),
    Entry("events", _("Rendez-vous")),
    Entry("aids", _("Aides")),
    Entry("resources", _("Ressources")),
    Entry("figures", _("Chiffres")),
    Entry("bilan", _("Bilan")),
    Entry("search", _("Rechercher")),
)
# Those who are signed in find their own home first; that of everybody stays behind the mark of the site.
MEMBER_HOME = Entry("member_home", _("Mon espace"))


def links(path: str, entries: Sequence[Entry] = MAIN, *, signed_in: bool = False) -> list[Link]:
    """Return the menu as seen from a page: the entry that leads to it, or above it, is the current one."""
    root = reverse(entries[0].name) if entries else "/"
    found = []
    for entry in (MEMBER_HOME, *entries[1:]) if signed_in else entries:
        url = reverse(entry.name)
        found.append(Link(url, entry.label, path == url or (url != root and path.startswith(url))))
    return found
