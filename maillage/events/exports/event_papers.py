"""What is printed about an event: badges, eight a page, and the sheet to sign of a session."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.common.documents import print_pdf
from maillage.common.formats import typo
from maillage.events.models import Event, EventSession, Registration

DATA = Path(__file__).resolve().parent.parent / "data"
BADGES, SHEET = DATA / "badges.typ", DATA / "session_sheet.typ"
A_PAGE = 8
BLANK_LINES = 4  # for those who come without being on the list


def badges_pdf(event: Event, people: Sequence[Registration]) -> bytes:
    """Return the badges: the first name large, the name, for whom the person comes."""
    badges = [[*_names(str(row)), typo(row.house)] for row in people]
    badges += [["", "", ""]] * (-len(badges) % A_PAGE)
    pages = [badges[first : first + A_PAGE] for first in range(0, len(badges), A_PAGE)]
    return print_pdf(
        BADGES,
        {
            "title": typo(_("Badges : %s") % event),
            "event": typo(event.title),
            # Before anyone has signed up, a page of blank badges.
            "pages": pages or [[["", "", ""]] * A_PAGE],
        },
    )


def _names(name: str) -> tuple[str, str]:
    """Return a first name, and the rest."""
    first, _space, rest = name.partition(" ")
    return first, rest


def sheet_pdf(session: EventSession, people: Sequence[Registration]) -> bytes:
    """Return the sheet of a session: one line for each person, a box to sign."""
    where = str(session.room) if session.room else session.event.where
    return print_pdf(
        SHEET,
        {
            "title": typo(session.title),
            "where": typo(f"{session.hours} · {where}"),
            "event": typo(str(session.event)),
            "columns": [_("Nom"), _("Coopération ou organisation"), _("Signature")],
            "people": [[str(row), typo(row.house)] for row in people],
            "blank": BLANK_LINES,
        },
    )
