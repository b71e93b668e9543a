"""What is printed about exchanges: who comes to a meeting, with what they ask and bring."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.common.documents import print_pdf
from maillage.common.formats import typo
from maillage.supports.models import ExchangeMeeting, Participation
from maillage.supports.operations.training_letters import hours

LIST = Path(__file__).resolve().parent.parent / "data" / "exchange_list.typ"


def list_pdf(meeting: ExchangeMeeting, people: Sequence[Participation]) -> bytes:
    """Return the list of who comes: one line for each, a box to tick."""
    return print_pdf(
        LIST,
        {
            "title": typo(str(meeting)),
            "where": typo(" · ".join((hours(meeting), meeting.where or _("en visioconférence")))),
            "method": typo(_("Thème : %(theme)s. %(method)s.") % vars(meeting.series)),
            "columns": [_("Qui"), _("Vient avec cette question"), _("Apporte"), _("Était là")],
            "people": [
                [
                    str(row.participant),
                    " · ".join(filter(None, (row.function, row.house))),
                    row.asks,
                    row.brings,
                ]
                for row in people
            ],
            "blank": 4,
        },
    )
