"""What organisations pledge: what the register holds, what is refused and with which words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.network.models import Organisation
from maillage.programme.models import Outcome, Pledge, PledgeOutcome
from maillage.programme.operations.pledges import (
    Promise,
    pledge,
    renew,
    say_outcome,
    say_renewal,
    take_back_pledge,
)
from tests.cast import date
from tests.programme.plan import BY, TODAY, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
ROOM = Promise(
    what="Une salle chaque mois",
    kind="nature",
    started_on=date(2017, 1, 1),
    ended_on=date(2018, 1, 1),
    quantity=Decimal(12),
    unit="demi-journées",
)
MONEY = Promise(what="De quoi former", kind="financier", started_on=date(2017, 1, 1), amount_cents=300_050)


def somebody(rank: int = 0) -> Organisation:
    """Return an organisation of the cast."""
    return Organisation.objects.order_by("pk")[rank]


def test_what_is_pledged_is_kept_with_its_extent_or_said_unknown() -> None:
    owner = somebody()
    said = [
        pledge(owner, told, on=TODAY, by=BY).extent.replace("\xa0", " ").replace("\u202f", " ")
        for told in (
            ROOM,
            MONEY,
            replace(MONEY, what="Encore", amount_cents=None),
            replace(ROOM, what="Une autre salle", quantity=None, unit=""),
        )
    ]
    assert said == ["12 demi-journées", "3 000,50 €", "montant inconnu", "quantité inconnue"]
    assert Entry.objects.latest("number").said == {"what": "Une autre salle", "name": owner.name}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (replace(ROOM, ended_on=date(2016, 1, 1)), "ne suit pas le début"),
        (replace(ROOM, ended_on=date(2017, 1, 1)), "ne suit pas le début"),
        (replace(ROOM, started_on=date(1789, 7, 14)), "hors du calendrier"),
        (replace(ROOM, amount_cents=100), "Un montant va avec de l'argent"),
        (replace(MONEY, amount_cents=-100), "plus grand que zéro"),
        (replace(MONEY, amount_cents=0), "plus grand que zéro"),
        (replace(MONEY, quantity=Decimal(2), unit="jours"), "se compte en euros"),
        (replace(ROOM, quantity=Decimal(0)), "plus grande que zéro"),
        (replace(ROOM, unit=""), "va avec son unité"),
        (replace(ROOM, quantity=None), "va avec son unité"),
    ],
)
def test_what_cannot_be_pledged_is_refused(told: Promise, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        pledge(somebody(), told, on=TODAY, by=BY)
    assert not Pledge.objects.exists()


def test_the_same_pledge_is_written_once() -> None:
    pledge(somebody(), ROOM, on=TODAY, by=BY)
    with pytest.raises(Refused, match="déjà inscrit pour ce jour"):
        pledge(somebody(), ROOM, on=TODAY, by=BY)
    pledge(somebody(1), ROOM, on=TODAY, by=BY)
    assert Pledge.objects.count() == 2


def test_a_pledge_is_renewed_once_after_its_end() -> None:
    first = pledge(somebody(), ROOM, on=TODAY, by=BY)
    following = replace(ROOM, what="La même salle", started_on=date(2018, 1, 1), ended_on=date(2019, 1, 1))
    with pytest.raises(Refused, match="avant la fin de celui-ci, le 1er"):
        renew(first, replace(following, started_on=date(2017, 12, 31)), on=TODAY, by=BY)
    made = renew(first, following, on=TODAY, by=BY)
    assert (made.renews, made.organisation) == (first, first.organisation)
    with pytest.raises(Refused, match="« La même salle » le renouvelle déjà"):
        renew(first, replace(following, what="Une troisième"), on=TODAY, by=BY)
    assert Pledge.objects.count() == 2
    endless = pledge(somebody(), MONEY, on=TODAY, by=BY)
    with pytest.raises(Refused, match="n'a pas de fin"):
        renew(endless, following, on=TODAY, by=BY)


def test_pledges_written_apart_are_linked_and_never_in_a_circle() -> None:
    first, second, third = (
        pledge(somebody(), replace(ROOM, what=what), on=TODAY, by=BY) for what in ("Une", "Deux", "Trois")
    )
    say_renewal(second, first, on=TODAY, by=BY)
    say_renewal(third, second, on=TODAY, by=BY)
    for row, former in ((first, first), (first, third)):
        with pytest.raises(Refused, match="ne se renouvelle pas lui-même"):
            say_renewal(row, former, on=TODAY, by=BY)
    with pytest.raises(Refused, match="déjà : un engagement se renouvelle une seule fois"):
        say_renewal(pledge(somebody(), MONEY, on=TODAY, by=BY), first, on=TODAY, by=BY)
    with pytest.raises(Refused, match="pas de la même organisation"):
        say_renewal(pledge(somebody(1), MONEY, on=TODAY, by=BY), third, on=TODAY, by=BY)
    say_renewal(third, second, on=TODAY, by=BY)
    say_renewal(third, None, on=TODAY, by=BY)
    assert Pledge.objects.get(pk=third.pk).renews is None
    assert Pledge.objects.get(pk=first.pk).renews is None
    assert {other.what for other in Pledge.objects.beside(third)} == {"Une", "Deux", "De quoi former"}


def test_what_became_of_a_pledge_is_said_and_corrected() -> None:
    row = pledge(somebody(), ROOM, on=TODAY, by=BY)
    assert list(Pledge.objects.due(TODAY)) == [row]
    assert not Pledge.objects.due(date(2017, 12, 31))
    for outcome, day, words, sentence in (
        (Outcome.KEPT, date(2016, 12, 31), "", "il n'y a encore rien à constater"),
        (Outcome.KEPT, date(2018, 6, 2), "", "n'est pas encore venu"),
        (Outcome.NOT_KEPT, date(2018, 1, 1), "", "Dites pourquoi"),
        (Outcome.PARTLY, date(2018, 1, 1), "", "Dites pourquoi"),
    ):
        with pytest.raises(Refused, match=sentence):
            say_outcome(row, outcome, seen_on=day, words=words, on=TODAY, by=BY)
    assert not PledgeOutcome.objects.exists()
    say_outcome(row, Outcome.KEPT, seen_on=date(2018, 1, 1), words="", on=TODAY, by=BY)
    tomorrow = later(date(2018, 6, 2))
    say_outcome(row, Outcome.PARTLY, seen_on=date(2018, 1, 2), words="Dix fois.", on=TODAY, by=tomorrow)
    assert [(said.outcome, said.words) for said in PledgeOutcome.objects.believed()] == [
        ("en-partie", "Dix fois.")
    ]
    known = PledgeOutcome.objects.told(TODAY, BY.at)
    assert [said.outcome for said in known] == ["tenu"]
    assert not PledgeOutcome.objects.told(date(2017, 12, 31), BY.at)
    assert not Pledge.objects.due(TODAY)


def test_a_pledge_never_made_is_taken_back_with_what_was_said_of_it() -> None:
    row = pledge(somebody(), ROOM, on=TODAY, by=BY)
    say_outcome(row, Outcome.KEPT, seen_on=date(2018, 1, 1), words="", on=TODAY, by=BY)
    following = replace(ROOM, what="La suite", started_on=date(2018, 1, 1), ended_on=None)
    made = renew(row, following, on=TODAY, by=BY)
    with pytest.raises(Refused, match="« La suite » renouvelle cet engagement"):
        take_back_pledge(row, reason="erreur", on=TODAY, by=BY)
    tomorrow = later(date(2018, 6, 2))
    take_back_pledge(made, reason="erreur", on=TODAY, by=tomorrow)
    take_back_pledge(row, reason="erreur", on=TODAY, by=tomorrow)
    assert not Pledge.objects.believed().exists()
    assert not PledgeOutcome.objects.believed().exists()
    assert list(Pledge.objects.standing(date(2017, 6, 1), BY.at)) == [row]
    with pytest.raises(Refused, match="a été retiré"):
        say_outcome(row, Outcome.KEPT, seen_on=date(2018, 1, 1), words="", on=TODAY, by=BY)
