"""What an hour is worth: dated, sourced, corrected by another row; past years keep theirs."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.indicators.valuation import valued
from maillage.tallies.models import Counts, HourRate, Period
from maillage.tallies.operations.rates import set_rate
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, instant
from tests.portal.reading import read
from tests.sending import send
from tests.tallies.sheets import APRIL, BY, MARCH, QUARTER_1, TODAY, declared

pytestmark = pytest.mark.django_db
LATER = instant(2030, 1, 1)


def held(*days: object) -> list[int | None]:
    rates = HourRate.objects.believed().on_days(days)  # type: ignore[arg-type] # days
    return [rates[day].cents if day in rates else None for day in days]  # type: ignore[index] # same


def test_a_year_has_the_rate_that_held(cast: Cast) -> None:
    assert held(date(2013, 12, 31), date(2017, 12, 31), date(2018, 1, 1)) == [None, 976, 988]
    assert HourRate.objects.believed().count() == 17
    assert str(HourRate.objects.believed().latest_first()[0]) == "12.02 (2026-01-01)"
    assert cast.tilleul


def test_a_new_rate_ends_the_one_before_it() -> None:
    on = date(2026, 11, 1)
    set_rate(1240, since=date(2027, 1, 1), source="décret", on=on, by=BY)
    assert held(date(2026, 12, 31), date(2027, 1, 1)) == [1202, 1240]
    set_rate(1250, since=date(2027, 1, 1), source="décret rectifié", on=on, by=BY)
    assert held(date(2026, 12, 31), date(2027, 1, 1)) == [1202, 1250]
    assert HourRate.objects.filter(retraction_reason="taux corrigé").get().cents == 1240
    entry = Entry.objects.order_by("-number")[0]
    assert entry.sentence.startswith("a fixé le taux d'une heure")


@pytest.mark.parametrize(
    ("cents", "since", "source", "sentence"),
    [
        (1240, date(2027, 1, 1), " ", "porte sa source"),
        (0, date(2027, 1, 1), "décret", "vérifiez la virgule"),
        (100_01, date(2027, 1, 1), "décret", "vérifiez la virgule"),
        (1240, date(2030, 1, 1), "décret", "un an à l'avance au plus"),
        (1240, date(2025, 1, 1), "décret", r"Le dernier taux commence le 1er.janvier 2026"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(cents: int, since: object, source: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        set_rate(cents, since=since, source=source, on=date(2026, 11, 1), by=BY)  # type: ignore[arg-type] # a day
    assert HourRate.objects.count() == 17


def test_the_first_rate_of_a_network_needs_none_before_it() -> None:
    HourRate.objects.all().delete()
    assert set_rate(1000, since=date(2017, 1, 1), source="décret", on=TODAY, by=BY).ended_on is None
    rate = HourRate.objects.get()
    rate.source = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        rate.save()


def test_hours_are_valued_at_the_rate_of_their_month_and_the_rest_is_said(cast: Cast) -> None:
    declared(cast.causse, MARCH, Counts(hours=40))
    declared(cast.causse, APRIL, Counts(visits=3))
    declared(cast.causse, Period(date(2015, 3, 1)), Counts(hours=7))
    carrier = Perimeter("porteur", cast.mutuelle.slug)
    found = valued(carrier, 2017, coefficient=Decimal("1.5"), known_at=LATER)
    (line,) = found.lines
    assert (line.team, line.hours, line.cents) == (cast.causse.name, 40, 58_560)
    assert (line.tallies, line.silent, found.hours, found.cents, found.silent) == (2, 1, 40, 58_560, 1)
    assert [rate.cents for rate in found.rates] == [976]
    assert found.answers is not None
    HourRate.objects.filter(started_on=date(2015, 1, 1)).delete()
    old = valued(Perimeter("equipe", cast.causse.slug), 2015, coefficient=Decimal(1), known_at=LATER)
    assert (old.hours, old.cents, old.unrated, old.rates) == (7, 0, 7, ())
    declared(cast.guillotiere, QUARTER_1, Counts(hours=10))
    team = valued(Perimeter("equipe", cast.guillotiere.slug), 2017, coefficient=Decimal(1), known_at=LATER)
    assert [(one.hours, one.cents) for one in team.lines] == [(10, 9760)]


def test_the_carrier_reads_what_its_teams_gave(client: Client, cast: Cast) -> None:
    declared(cast.causse, Period(date(2025, 3, 1)), Counts(hours=40), on=date(2025, 5, 1))
    declared(cast.causse, Period(date(2025, 4, 1)), Counts(visits=3), on=date(2025, 5, 1))
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.mutuelle.slug))
    page = f"/mes-organisations/{cast.mutuelle.slug}/benevolat/?annee=2025"
    words = read(client, page)
    assert "475,20 € pour 40 heures déclarées" in words
    assert "1 relevés ne disent pas d'heures" in words
    assert "Taux depuis le 1er novembre 2024 : 11,88 € (SMIC horaire brut, série de l'Insee)." in words
    assert "712,80 €" in read(client, f"{page}&coef=1.5")
    rows = client.get(f"{page}&format=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith(f"{cast.causse.name};2;1;40;475")
    assert "la valeur est inconnue, et non nulle" in read(client, page.replace("2025", "2026"))
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.causse.slug), name="Luc Arnal")
    assert "475,20 €" in read(client, f"/mes-equipes/{cast.causse.slug}/benevolat/?annee=2025")


def test_the_administrator_keeps_the_rates(client: Client) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    assert "1er janvier 2026 – 12,02 € SMIC horaire brut" in read(client, "/national/taux-horaires/")
    told = {"cents": "12,40", "since": "2027-01-01", "source": "décret"}
    answer = send(client, "/national/taux-horaires/fixer/", told)
    assert answer.status_code == 303
    assert held(date(2027, 1, 1)) == [1240]
