"""Supports, the programme and published figures: created, changed, left."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from maillage.common.facts import end_of_day
from maillage.indicators.models import PublishedFigure
from maillage.programme.models import Action, Axis, Programme
from maillage.supports.models import Deployment, Support
from tests.imports.files import csv_file, imported, outcomes

pytestmark = pytest.mark.django_db


def brought(folder: Path, kind: str, text: str, known_from: tuple[int, int, int] | None = None) -> list[str]:
    """Import a table and return what became of its lines."""
    return outcomes(imported(csv_file(folder, text), kind, known_from=known_from))


def test_a_support_is_created_changed_and_left(tmp_path: Path) -> None:
    text = (
        "nom;nature;lancé le;description\nCoups de pouce;Coups de pouce financiers;2014;Pour les coopérations"
    )
    ended = "nom;nature;lancé le;jusqu'au\nCoups de pouce;coup-de-pouce;2014;31/12/2018"

    assert brought(tmp_path, "appuis", text, (2015, 1, 1)) == ["create"]
    assert brought(tmp_path, "appuis", text, (2015, 1, 1)) == ["same"]
    assert brought(tmp_path, "appuis", ended, (2019, 1, 1)) == ["change"]
    assert brought(
        tmp_path, "appuis", "nom;nature;lancé le\nCoups de pouce;formation;2014", (2019, 1, 2)
    ) == ["change"]

    support = Support.objects.get()
    assert (support.kind, support.slug) == ("formation", "coups-de-pouce")
    assert support.description == "Pour les coopérations"
    assert Deployment.objects.believed().get().ended_on == dt.date(2018, 12, 31)
    assert Deployment.objects.known_at(end_of_day(dt.date(2016, 1, 1))).get().ended_on is None


def test_two_supports_of_like_names_have_their_own_addresses(tmp_path: Path) -> None:
    brought(tmp_path, "appuis", "nom;nature;lancé le\nFil !;formation;2014")
    brought(tmp_path, "appuis", "nom;nature;lancé le\nFil (2);formation;2014")
    brought(tmp_path, "appuis", "nom;nature;lancé le\nFil;formation;2015")

    assert sorted(Support.objects.values_list("slug", flat=True)) == ["fil", "fil-2"]


PROGRAMME = """
    programme;adopté le;années;axe;titre de l'axe;visée;action;titre de l'action
    Programme 2017-2019;25/11/2016;2017-2019;1;Appuyer les territoires;Soutenir;1.1;Produire les repères
    Programme 2017-2019;;;1;;;1.2;Soutenir les coopérations
    Programme 2017-2019;;;Axe 3;Piloter;;;
"""


def test_a_programme_is_created_changed_and_left(tmp_path: Path) -> None:
    renamed = PROGRAMME.replace("Produire les repères", "Diffuser les repères").replace(
        "Soutenir;1", "Aider;1"
    )

    assert brought(tmp_path, "programme", PROGRAMME) == ["create", "create", "create"]
    assert brought(tmp_path, "programme", PROGRAMME) == ["same", "same", "same"]
    assert brought(tmp_path, "programme", renamed) == ["change", "same", "same"]
    assert brought(tmp_path, "programme", PROGRAMME, (2015, 1, 1)) == ["same", "same", "same"]

    programme = Programme.objects.get()
    assert (programme.adopted_on, programme.first_year, programme.last_year) == (
        dt.date(2016, 11, 25),
        2017,
        2019,
    )
    assert [str(axis) for axis in Axis.objects.all()] == ["1. Appuyer les territoires", "3. Piloter"]
    assert Axis.objects.get(number=1).purpose == "Aider"
    assert [str(a) for a in Action.objects.all()] == [
        "1.1 Diffuser les repères",
        "1.2 Soutenir les coopérations",
    ]


FIGURES = """
    indicateur;date;precision;valeur;unite;perimetre;approximatif;source;source_date;note
    signataires;2014-01-31;mois;47;signataire;france;non;Plénière;2016-11-25;
    part;2014;;67,5 %;%;;oui;Bilan;;arrondi
"""


def test_published_figures_are_created_changed_and_left(tmp_path: Path) -> None:
    assert brought(tmp_path, "chiffres-publies", FIGURES, (2016, 12, 1)) == ["create", "create"]
    assert brought(tmp_path, "chiffres-publies", FIGURES, (2016, 12, 1)) == ["same", "same"]
    assert brought(tmp_path, "chiffres-publies", FIGURES.replace(";47;", ";48;"), (2017, 1, 1)) == [
        "change",
        "same",
    ]

    figure = PublishedFigure.objects.believed().get(code="signataires")
    assert (figure.value, figure.precision, figure.perimeter) == (Decimal(48), "mois", "france")
    assert (figure.publication, figure.published_in) == ("Plénière", "2016-11-25")
    assert (
        PublishedFigure.objects.known_at(end_of_day(dt.date(2016, 12, 15))).get(code="signataires").value
        == 47
    )
    share = PublishedFigure.objects.get(code="part")
    assert (share.value, share.precision, share.approximate, share.note) == (
        Decimal("67.5"),
        "annee",
        True,
        "arrondi",
    )
