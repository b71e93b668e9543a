"""The minutes of a sitting, on paper."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.common.documents import print_pdf
from maillage.common.formats import day, long_day, typo
from maillage.network.models import Sitting, SittingItem

TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "minutes.typ"


def minutes_pdf(sitting: Sitting, items: Sequence[SittingItem]) -> bytes:
    """Return the minutes of a sitting as a PDF: what was said, what was decided."""
    state = (
        _("Compte rendu clos le %s") % day(sitting.closed_at.date())
        if sitting.closed_at
        else _("Compte rendu provisoire : il n'est pas encore clos")
    )
    return print_pdf(
        TEMPLATE,
        {
            "title": typo(_("%(body)s : compte rendu") % {"body": sitting.body}),
            "when": ", ".join(filter(None, (long_day(sitting.held_on), sitting.place))),
            "state": typo(state),
            "paragraphs": [typo(text) for text in sitting.minutes.split("\n") if text.strip()],
            "none": _("Aucun point n'était à l'ordre du jour."),
            "headings": [_("Point"), _("Décision"), _("En quelques mots")],
            "agenda": _("Ce qui a été décidé"),
            "said": _("Ce qui s'est dit"),
            "lines": [
                [typo(item.title), str(item.get_outcome_display()), typo(item.words or "–")] for item in items
            ],
        },
    )
