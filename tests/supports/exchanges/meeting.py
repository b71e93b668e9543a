"""Series and meetings of exchange, and people who come, for the tests."""

import datetime as dt
from dataclasses import replace
from typing import Any

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.models import Cooperation
from maillage.supports.models import ExchangeMeeting, ExchangeSeries, Participation
from maillage.supports.operations.exchange_meetings import MeetingText, SeriesText, open_series, plan_meeting
from maillage.supports.operations.exchange_participations import Peer, sign_up
from tests.cast import commune, date, instant

ON, AT = date(2017, 2, 1), instant(2017, 2, 1)
DAY = date(2017, 3, 6)  # a Monday
DURING, AFTER = instant(2017, 3, 6, 14), instant(2017, 3, 7)


def by(at: dt.datetime = AT, user: User | None = None) -> Author:
    """Return who acts."""
    return Author(at=at, user=user, role="essai")


def series_text(**fields: Any) -> SeriesText:
    """Return what a series is."""
    told = {
        "name": "Les lundis des référents",
        "theme": "Faire vivre une équipe",
        "audience": "les référents des équipes",
        "method": "atelier entre pairs",
        **fields,
    }
    return SeriesText(**told)


def text(**fields: Any) -> MeetingText:
    """Return what a meeting is: an afternoon at Nîmes, unless told otherwise."""
    told = MeetingText(
        theme="Accueillir un nouveau bénévole",
        on=DAY,
        starts_at=dt.time(14),
        ends_at=dt.time(16, 30),
        commune=commune("30189"),
        place="Maison des associations",
    )
    return replace(told, **fields)


def series(cooperation: Cooperation | None, **fields: Any) -> ExchangeSeries:
    """Open a series."""
    return open_series(cooperation, series_text(**fields), on=ON, by=by())


def meeting(cooperation: Cooperation | None, **fields: Any) -> ExchangeMeeting:
    """Plan a meeting, in a series of its own."""
    return plan_meeting(series(cooperation), text(**fields), on=ON, by=by())


def peer(name: str = "Zoé Blanc", **fields: Any) -> Peer:
    """Return someone; an address is made of their name, unless told otherwise."""
    given = {"email": f"{name.partition(' ')[0].lower().replace('é', 'e')}@exemple.fr", **fields}
    return Peer(name=name, **given)


def comes(asked: ExchangeMeeting, name: str = "Zoé Blanc", **words: str) -> Participation:
    """Let someone say that they come."""
    return sign_up(asked, peer(name), **words, by=by())


def subjects(email: str) -> list[str]:
    """Return the subjects of the messages to an address, the first first."""
    return list(Message.objects.filter(to_email=email).order_by("pk").values_list("subject", flat=True))
