"""A whole year of an aid, drawn from a seed: 64 applications, 15 awards within the envelope, paid and reported."""

import random

import pytest

from maillage.common.facts import Author, retract
from maillage.indicators.measure import measure
from maillage.indicators.records import records
from maillage.network.operations import NewTeam, found_teams
from maillage.supports.models import AidApplication, AidPayment, ApplicationState, Award, Envelope
from maillage.supports.operations.aid_decisions import (
    ReportText,
    award,
    close_application,
    examine,
    pay,
    refuse_application,
    report,
)
from maillage.supports.operations.aid_schemes import spent
from maillage.territory.perimeter import Perimeter
from tests.cast import Cast, date, instant, seat
from tests.supports.aids.asking import (
    DAY,
    DECIDED,
    DECIDED_AT,
    HOUSE,
    PAID,
    PAID_AT,
    author,
    awarded,
    envelope,
    examined_one,
    paid,
    scheme,
    submitted,
)

pytestmark = pytest.mark.django_db
KNOWN = instant(2018, 1, 1)


def test_sixty_four_ask_fifteen_are_awarded_within_the_envelope_paid_and_reported(cast: Cast) -> None:
    chance = random.Random(2017)  # noqa: S311 - a seeded draw is not cryptography
    aid = scheme(kind="appel", name="Mobilisés dans les quartiers", most_cents=800_000)
    money = envelope(aid, cast, 6_000_000)
    places = ("30189", "30007", "46042", "97411")
    teams = found_teams([NewTeam(name=f"Équipe {n}", seat=seat(places[n % 4])) for n in range(64)], by=HOUSE)
    asked = [submitted(aid, team, amount_cents=chance.randrange(100_000, 800_000)) for team in teams]
    for application in asked:
        proposed = application.amount_cents or 0
        examine(application, proposed_cents=proposed // 2, words="Lu", on=DAY, by=HOUSE)
    judge = Author(at=DECIDED_AT, role="decideur-aides")
    laureates = chance.sample(asked, 15)
    for application in asked:
        if application in laureates:
            cents = min((application.amount_cents or 0) // 2, 400_000)
            award(application, money, amount_cents=cents, reason="", on=DECIDED, by=judge)
        else:
            refuse_application(application, reason="Trop de demandes.", on=DECIDED, by=judge)
    by = Author(at=PAID_AT, role="decideur-aides")
    for given in Award.objects.order_by("pk"):
        pay(given.application, amount_cents=given.amount_cents - 1_000, on=PAID, by=by)
        pay(given.application, amount_cents=1_000, on=PAID, by=by)
        report(given.application, ReportText(result="Des cafés."), on=PAID, by=by)
        close_application(given.application, on=PAID, by=by)
    assert spent(Envelope.objects.get()) <= 6_000_000
    states = sorted(AidApplication.objects.values_list("state", flat=True))
    assert states == [ApplicationState.CLOSED] * 15 + [ApplicationState.REFUSED] * 49
    total = sum(Award.objects.order_by("pk").values_list("amount_cents", flat=True))
    assert sum(AidPayment.objects.order_by("pk").values_list("amount_cents", flat=True)) == total
    for code, value in (("candidatures", 64), ("laureats", 15)):
        found = measure(code, as_of=date(2017, 12, 31), known_at=KNOWN, by="departement")
        assert found.value == value
        assert {part.key for part in found.parts} <= {"30", "46", "974"}
    euros = measure("aides-accordees", as_of=date(2017, 12, 31), known_at=KNOWN).value
    assert euros is not None
    assert abs(float(euros) - total / 100) <= 15 / 2


def test_figures_of_aids_follow_place_kind_and_what_was_known(cast: Cast) -> None:
    aid = scheme(for_organisations=True, for_cooperations=True)
    money = envelope(aid, cast, 150_050)
    first, second = examined_one(aid, cast.tilleul), examined_one(aid, cast.mutuelle)
    examined_one(aid, cast.errante)  # whose seat nobody knows
    given = awarded(first, money, 50_000)
    awarded(second, money, 10_050)
    paid(first, 20_000)
    asked = {"as_of": date(2017, 12, 31), "known_at": KNOWN}
    for code, france, gard in (
        ("candidatures", 3, 1), ("laureats", 2, 1), ("aides-accordees", 601, 500), ("aides-versees", 200, 200)
    ):  # fmt: skip
        assert measure(code, **asked).value == france, code  # type: ignore[arg-type] # a dict of arguments
        for perimeter in (Perimeter("departement", "30"), Perimeter("cooperation", cast.gard.slug)):
            assert measure(code, perimeter=perimeter, **asked).value == gard, code  # type: ignore[arg-type] # same
    (part,) = measure("candidatures", by="nature", **asked).parts  # type: ignore[arg-type] # same
    assert part.key == "coup-de-pouce"
    assert measure("candidatures", as_of=date(2017, 1, 31), known_at=KNOWN).value == 0
    assert measure("laureats", as_of=DECIDED, known_at=DECIDED_AT.replace(day=2)).value == 2
    retract(given, reason="erreur", by=author(at=instant(2017, 5, 1)))
    assert measure("laureats", **asked).value == 1  # type: ignore[arg-type] # same
    assert measure("laureats", as_of=DECIDED, known_at=instant(2017, 4, 1)).value == 2
    # Who asked is nobody's to name: some asked in vain.
    asking = records("candidatures", **asked)  # type: ignore[arg-type] # same
    assert [(row.label, row.url) for row in asking] == [("une demande d'aide", "")] * 3
    (row,) = records("laureats", **asked)  # type: ignore[arg-type] # same
    assert (row.label, row.since) == ("Mutuelle du Causse : Coup de pouce 2017", DECIDED)
