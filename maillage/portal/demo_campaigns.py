"""The campaigns of bilans of the demonstration: that of the year before, finished, and one that goes on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from maillage.bilan.models import BilanCampaign, BilanText, CampaignBilan
from maillage.bilan.operations.campaigns import (
    Opening,
    choose_texts,
    close_campaign,
    freeze_national,
    open_campaign,
    plan_campaign,
)
from maillage.bilan.operations.giving import accept, give_back, send_bilan, write_texts
from maillage.common.facts import Author, end_of_day
from maillage.network.models import Cooperation, Organisation
from maillage.portal.demo_people import HOME

SOURCE = "campagne de bilans de la démonstration"
MISSING = 7  # of those that were asked, one in so many did not give its bilan in
MOST, CARRIERS = 33, 2
A_MONTH = dt.timedelta(days=30)
WORD = (
    "Merci pour cette année. Les chiffres sont déjà remplis : relisez-les, et racontez-nous en quelques lignes ce "
    "qu'ils ne disent pas."
)
# What the authors say of their year, one after the other; nobody is named.
WORDS = (
    (
        "Deux communes de plus ont leur équipe. Ce qui a compté : un café par mois où les bénévoles se racontent "
        "ce qui marche."
    ),
    (
        "Une année difficile : l'animatrice est partie en mars et n'a été remplacée qu'en octobre. Les équipes ont "
        "tenu, grâce aux porteurs."
    ),
    "Nous avons ouvert le comité aux habitants. Les réunions sont plus longues, et les décisions tiennent mieux.",
    (
        "Le plus beau : un groupe de lycéens qui téléphone chaque semaine. Le plus dur : trouver des voitures à la "
        "campagne."
    ),
    (
        "Peu d'équipes nouvelles, mais celles qui existent se connaissent enfin. L'échange de pratiques y est pour "
        "beaucoup."
    ),
    "Nous apprenons à dire non : trois demandes hors de notre territoire ont été transmises à la coopération voisine.",
)
REMARK = (
    "Merci pour ce bilan. Pourriez-vous dire un mot de ce qui a été difficile ? C'est ce qui sert le plus aux "
    "autres."
)


@dataclass(frozen=True, kw_only=True)
class _Keeper:
    """Write as things were known, day after day."""

    at: dt.datetime

    def by(self, day: dt.date) -> Author:
        """Return who writes what was known at the end of a day."""
        return Author(at=self.at, known_from=min(end_of_day(day), self.at), source=SOURCE)


@transaction.atomic
def ask(*, today: dt.date, at: dt.datetime) -> int:
    """Lead the campaign of the year before to its end, and open one that goes on; return how many bilans are new."""
    if BilanCampaign.objects.exists():
        return 0
    cooperations = list(Cooperation.objects.launched(as_of=today, known_at=at)[:MOST])
    if not cooperations:
        return 0
    carriers = list(Organisation.objects.carriers().order_by("folded", "pk")[:CARRIERS])
    keeper = _Keeper(at=at)
    last = today.replace(day=1) - dt.timedelta(days=1)  # the end of the last month that is over
    finished = _finished(keeper, cooperations, carriers, dt.date(last.year - 1, 12, 31))
    running = _running(keeper, cooperations, today, last)
    return finished.bilans.count() + running.bilans.count()


def _opened(keeper: _Keeper, asking: Opening, on: dt.date) -> BilanCampaign:
    by = keeper.by(on)
    return open_campaign(asking, seal=plan_campaign(asking, on=on, by=by).seal, on=on, by=by)


def _finished(
    keeper: _Keeper, cooperations: Sequence[Cooperation], carriers: Sequence[Organisation], as_of: dt.date
) -> BilanCampaign:
    """Ask for the bilans of a year, accept those that came, freeze the national bilan."""
    opened_on = as_of + dt.timedelta(days=10)
    asking = Opening(
        year=as_of.year,
        as_of=as_of,
        due_on=opened_on + A_MONTH,
        word=WORD,
        cooperations=cooperations,
        carriers=carriers,
    )
    campaign = _opened(keeper, asking, opened_on)
    for rank, bilan in enumerate(campaign.bilans.in_full()):
        if rank % MISSING != MISSING - 1:
            day = opened_on + dt.timedelta(days=5 + rank % 20)
            _given(keeper, bilan, day, WORDS[rank % len(WORDS)])
            accept(bilan, organisation=settings.BRANDING["name"], by=keeper.by(day + dt.timedelta(days=4)))
    ended = asking.due_on + dt.timedelta(days=7)
    texts = BilanText.objects.believed().of_bilans(list(campaign.bilans.at(["accepte"])))
    choose_texts(campaign, [row.pk for row in texts[: len(WORDS)]], by=keeper.by(ended))
    freeze_national(campaign, organisation=settings.BRANDING["name"], by=keeper.by(ended))
    return close_campaign(campaign, on=ended, by=keeper.by(ended))


def _given(keeper: _Keeper, bilan: CampaignBilan, day: dt.date, words: str) -> None:
    """Write a word in a bilan, then send it."""
    row = CampaignBilan.objects.get(pk=bilan.pk)
    write_texts(row, {"mot": words}, version=row.version, by=keeper.by(day - dt.timedelta(days=1)))
    send_bilan(row, by=keeper.by(day))


def _running(
    keeper: _Keeper, cooperations: Sequence[Cooperation], today: dt.date, as_of: dt.date
) -> BilanCampaign:
    """Open a campaign: some have sent their bilan, one was given back, that of the Gard is still to be written."""
    opened_on = max(as_of, today - dt.timedelta(days=12))
    asking = Opening(
        year=as_of.year,
        as_of=as_of,
        due_on=today + dt.timedelta(days=18),
        word=WORD,
        cooperations=cooperations,
    )
    campaign = _opened(keeper, asking, opened_on)
    others = campaign.bilans.exclude(cooperation__situations__departement__code=HOME).in_full()
    for rank, bilan in enumerate(others[:6]):
        _given(keeper, bilan, today, WORDS[-1 - rank % len(WORDS)])
        if rank == 0:
            give_back(bilan, REMARK, by=keeper.by(today))
        elif rank in {1, 2}:
            accept(bilan, organisation=settings.BRANDING["name"], by=keeper.by(today))
    return campaign
