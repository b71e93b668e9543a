"""Funders: the figures that they follow, the page and the bilan of each, what is refused."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.indicators.measure import measure
from maillage.network.models import Organisation
from maillage.programme.models import FunderFigure, funders
from maillage.programme.operations.funders import follow_figure, stop_following, take_back_following
from maillage.programme.operations.pledges import Promise, pledge
from maillage.programme.operations.policies import PolicyText, Terms, agree, write_policy
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read, words
from tests.programme.plan import BY, TODAY, later
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SINCE = date(2017, 1, 1)
GARD = Perimeter("departement", "30")


def funder() -> Organisation:
    """Return an organisation of the cast."""
    found = Organisation.objects.order_by("pk").first()
    assert found is not None
    return found


def follow(code: str = "equipes", perimeter: Perimeter = FRANCE, since: dt.date = SINCE) -> FunderFigure:
    """Say that the funder follows a figure."""
    return follow_figure(funder(), code=code, perimeter=perimeter, since=since, on=TODAY, by=BY)


def test_a_figure_is_followed_once_at_a_place_until_it_is_no_more() -> None:
    assert not funders()
    row, local = follow(), follow(perimeter=GARD)
    assert list(funders()) == [funder()]
    for code, perimeter, since, sentence in (
        ("equipes", FRANCE, SINCE, "suit déjà ce chiffre"),
        ("porteurs", FRANCE, date(2018, 6, 2), "pas encore venu"),
        ("porteurs", Perimeter("porteur", "x"), SINCE, "n'est pas un territoire"),
    ):
        with pytest.raises(Refused, match=sentence):
            follow(code, perimeter, since)
    tomorrow = later(date(2018, 6, 2))
    with pytest.raises(Refused, match="ne suit pas le début"):
        stop_following(row, ended_on=SINCE, on=TODAY, by=tomorrow)
    made = stop_following(row, ended_on=date(2018, 1, 1), on=TODAY, by=tomorrow)
    assert set(FunderFigure.objects.standing(TODAY, tomorrow.at)) == {local}
    assert set(FunderFigure.objects.standing(TODAY, BY.at)) == {row, local}
    take_back_following(made, reason="erreur", on=TODAY, by=later(date(2018, 6, 3)))
    with pytest.raises(Refused, match="a été retiré"):
        take_back_following(made, reason="erreur", on=TODAY, by=BY)
    assert set(FunderFigure.objects.believed()) == {local}


def brought() -> None:
    """Write what the funder pledges and concludes."""
    told = PolicyText(name="Plan canicule", kind="plan-canicule", text="Chaque été.", since=date(2004, 5, 5))
    policy = write_policy(told, by=BY)
    terms = Terms(perimeter=GARD, started_on=SINCE, organisation=funder(), amount_cents=1_200_000)
    agree(policy, terms, on=TODAY, by=BY)
    money = Promise(what="De quoi former", kind="financier", started_on=SINCE, amount_cents=300_000)
    pledge(funder(), money, on=TODAY, by=BY)


def test_the_page_says_what_a_funder_brings_and_reads(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = f"/financeurs/{funder().slug}/?au=2018-06-01"
    assert client.get(page).status_code == 404
    follow()
    follow(perimeter=GARD)
    follow("appuis", GARD)
    follow("chiffre-disparu")
    brought()
    count = measure("equipes", as_of=TODAY, known_at=instant(2020, 1, 1)).value
    said = read(client, page)
    for sentence in (
        f"Équipes citoyennes reconnues · France {count} au 1er juin 2018",
        "Équipes citoyennes reconnues · Gard",
        "ne se découpe pas par territoire",
        "Source : ",
        "De quoi former De l'argent : 3 000 €",
        "Gard Plan canicule Depuis le 1er janvier 2017 · 12 000 €",
        "Aucune aide n'est connue à cette date",
    ):
        assert sentence in said, sentence
    with django_assert_num_queries(16):
        client.get(page)


def test_the_bilan_of_a_funder_is_printed_in_every_form(client: Client, tmp_path: Path) -> None:
    follow()
    follow("appuis", GARD)
    brought()
    place = f"porteur:{funder().slug}"
    said = read(client, f"/bilan/financeur/?perimetre={place}&au=2018-06-01")
    for sentence in (f"Bilan du financeur : {funder().name}", "1 engagement public", "De quoi former"):
        assert sentence in said, sentence
    assert "dites lequel par son périmètre" in read(client, "/bilan/financeur/", status=409)
    for form in ("pptx", "pdf", "xlsx", "html", "json"):
        path = tmp_path / f"bilan.{form}"
        call_command("bilan", "financeur", as_of="2018-06-01", perimeter=place, output=str(path))
        assert path.stat().st_size > 1_000, form


def test_an_officer_says_which_figures_a_funder_follows(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")
    page = "/tenir-les-financeurs/"
    assert "Aucun chiffre n'est encore suivi" in read(client, page)
    typed = {"organisation": funder().slug, "code": "equipes", "perimeter": "", "since": "01/01/2017"}
    for name, sentence in (
        ("Zzz", "Aucune organisation du registre"),
        ("a", "Plusieurs organisations"),
        ("", "Écrivez"),
    ):
        answer = send(client, page + "nouveau/", {**typed, "organisation": name})
        assert answer.status_code == 422
        assert sentence in words(answer.content.decode())
    answer = send(client, page + "nouveau/", typed)
    assert answer.status_code == 303, words(answer.content.decode())[300:1200]
    row = FunderFigure.objects.get()
    assert (row.organisation, row.perimeter) == (funder(), FRANCE)
    assert funder().name in read(client, page)
    assert send(client, f"{page}{row.pk}/fin/", {"ended_on": "01/01/2018"}).status_code == 303
    ended = FunderFigure.objects.believed().get()
    assert ended.ended_on == date(2018, 1, 1)
    assert send(client, f"{page}{ended.pk}/retirer/", {"reason": "erreur"}).status_code == 303
    assert not FunderFigure.objects.believed().exists()
