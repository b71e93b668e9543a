"""The exchanges of the world of the matrix, of a cooperation or of the network."""

import datetime as dt

from maillage.network.models import Cooperation
from maillage.supports.models import ExchangeMeeting, ExchangeSeries, Participant, Participation
from tests.cast import date, departement, instant

# Far ahead: whoever opens the page, on whichever day, finds it open.
FAR, GONE = date(2090, 1, 2), date(2015, 2, 2)


def series(cooperation: Cooperation | None) -> ExchangeSeries:
    """Make a series, of a cooperation or of the network."""
    return ExchangeSeries.objects.create(
        cooperation=cooperation,
        name="Série de la matrice",
        theme="Essai",
        audience="les référents",
        method="atelier entre pairs",
        opened_on=date(2015, 1, 1),
    )


def exchange(cooperation: Cooperation | None, on: dt.date = FAR) -> ExchangeMeeting:
    """Make a meeting, announced to all, with someone who comes."""
    made = ExchangeMeeting.objects.create(
        series=series(cooperation),
        theme="Rencontre de la matrice",
        on=on,
        starts_at=dt.time(14),
        ends_at=dt.time(16),
        departement=departement("30"),
        place="Mairie",
        is_public=True,
    )
    person = Participant.objects.create(name="Zoé Blanc", folded="zoe blanc", email="zoe@exemple.fr")
    Participation.objects.create(
        meeting=made, participant=person, state="vient", said_at=instant(2015, 1, 10)
    )
    return made
