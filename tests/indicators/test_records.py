"""Opening a figure: the records behind it, and what changed between two states of knowledge."""

from collections.abc import Sequence
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract
from maillage.indicators.records import Record, differences, records
from maillage.network.models import Carrying, CooperationStageChange, Signature, TeamStageChange
from maillage.network.operations import NewStage, enter_team_stage, sign
from maillage.network.operations.charters import NewSignature
from maillage.supports.models import Deployment
from maillage.territory.perimeter import Perimeter
from tests.cast import (
    AT_THE_PLENARY,
    NOW,
    PLENARY,
    Cast,
    date,
    instant,
    national_charter,
)

BY = Author(at=instant(2017, 2, 1), source="courrier")


def listed(code: str, **asked: Any) -> list[Record]:
    return records(code, **{"as_of": PLENARY, "known_at": NOW, **asked})


def labels(rows: Sequence[Record]) -> list[str]:
    return sorted(row.label for row in rows)


def test_a_record_says_who_where_since_when_and_from_what(cast: Cast) -> None:
    (row,) = [row for row in listed("signataires") if row.subject == cast.ccas.pk]
    assert row == Record(
        subject=cast.ccas.pk,
        label="CCAS d'Alès",
        url=cast.ccas.get_absolute_url(),
        place="Gard",
        since=date(2014, 6, 12),
        until=None,
        source="reprise du registre",
        known_from=instant(2013, 1, 1),
    )
    (row,) = [row for row in listed("signataires") if row.subject == cast.nomade.pk]
    assert row.place == ""


def test_a_record_that_ends_says_when(cast: Cast) -> None:
    (row,) = [row for row in listed("signataires", as_of=date(2015, 1, 1)) if row.subject == cast.mutuelle.pk]
    assert (row.since, row.until) == (date(2014, 3, 1), date(2015, 7, 1))


@pytest.mark.usefixtures("cast")
def test_records_are_those_of_the_day_the_knowledge_and_the_perimeter() -> None:
    assert labels(listed("signataires", known_at=AT_THE_PLENARY)) == [
        "CCAS d'Alès",
        "Entraide nomade",
        "Fraternité des Âges",
        "Les Voisins du Tilleul",
    ]
    assert labels(listed("signataires", perimeter=Perimeter.parse("departement:30"))) == [
        "CCAS d'Alès",
        "Les Voisins du Tilleul",
    ]
    assert labels(listed("equipes", as_of=date(2015, 6, 1))) == [
        "Équipe de la Guillotière",
        "Équipe du Causse",
        "Équipe du Tilleul",
    ]


@pytest.mark.usefixtures("cast")
def test_places_and_supports_are_records_too() -> None:
    assert labels(listed("departements-engages")) == ["Gard"]
    assert labels(listed("communes-couvertes")) == ["Lyon", "Nîmes", "Saint-Denis", "Saint-Paul"]
    (gard,) = listed("departements-engages")
    assert (gard.url, gard.place) == ("", "Gard")


@pytest.mark.usefixtures("cast")
def test_a_support_launched_twice_is_two_records_of_a_flow() -> None:
    rows = listed("appuis")
    assert [(row.label, row.since) for row in sorted(rows, key=lambda row: row.since or PLENARY)] == [
        ("Formation socle", date(2014, 9, 1)),
        ("Coup de pouce", date(2015, 1, 5)),
        ("Coup de pouce", date(2016, 2, 1)),
    ]
    assert [row.place for row in rows] == ["", "", ""]
    assert labels(listed("appuis", since=date(2016, 1, 1))) == ["Coup de pouce"]


@pytest.mark.usefixtures("cast")
def test_the_records_of_a_share_are_those_of_its_numerator() -> None:
    assert labels(listed("part-porteurs-ccas-commune")) == ["Équipe du Tilleul"]


def test_of_two_signatures_in_force_the_oldest_speaks(cast: Cast) -> None:
    second = national_charter()
    second.pk, second.version = None, "2"
    second.save(force_insert=True)
    sign([NewSignature(charter=second, signatory=cast.ccas, on=date(2016, 1, 1))], by=BY)
    (row,) = [row for row in listed("signataires") if row.subject == cast.ccas.pk]
    assert row.since == date(2014, 6, 12)


def told(code: str, **asked: Any) -> list[tuple[str, bool, str]]:
    found = differences(code, **{"as_of": PLENARY, "before": AT_THE_PLENARY, "after": NOW, **asked})
    return [(row.record.label, row.came, row.reason) for row in found]


def test_a_twin_leaves_with_its_reason(cast: Cast) -> None:
    day = date(2015, 1, 31)
    asked = {"as_of": day, "before": instant(2015, 1, 31), "after": instant(2016, 11, 25)}
    assert told("signataires", **asked) == [
        ("Les Voisins du Tilleul", False, "retiré du registre : doublon des Voisins du Tilleul")
    ]
    (gone,) = differences("signataires", **asked)  # type: ignore[arg-type] # a dict of arguments
    assert gone.record.subject == cast.twin.pk


@pytest.mark.usefixtures("cast")
def test_what_was_learned_since_comes_with_its_document() -> None:
    assert told("signataires") == [("CLIC du Barachois", True, "appris depuis : courrier du CLIC")]
    assert told("signataires", perimeter=Perimeter.parse("departement:30")) == []
    assert told("signataires", after=AT_THE_PLENARY) == []


def test_what_was_learned_without_a_document_says_so(cast: Cast) -> None:
    new = NewSignature(charter=national_charter(), signatory=cast.branche, on=date(2016, 1, 1))
    sign([new], by=Author(at=instant(2017, 3, 1)))
    assert ("Fraternité des Âges du Gard", True, "appris depuis : sans document") in told("signataires")


def test_what_another_fact_hides_says_so(cast: Cast) -> None:
    new = NewStage(subject=cast.tilleul, stage="en-sommeil", on=date(2016, 1, 1))
    enter_team_stage([new], by=BY)
    assert told("equipes") == [("Équipe du Tilleul", False, "un autre fait, appris depuis, le remplace")]
    assert TeamStageChange.objects.filter(team=cast.tilleul).count() == 3


def test_the_differences_of_a_share_are_those_of_its_numerator(cast: Cast) -> None:
    retract(Carrying.objects.get(organisation=cast.ccas), reason="erreur", by=BY)
    found = told("part-porteurs-ccas-commune")
    assert [(label, came) for label, came, _reason in found] == [("Équipe du Tilleul", False)]


def test_a_departement_leaves_with_the_stage_that_was_wrong(cast: Cast) -> None:
    for change in CooperationStageChange.objects.filter(cooperation__in=[cast.gard, cast.ales]).order_by(
        "pk"
    ):
        retract(change, reason="mauvais fichier", by=BY)
    assert told("departements-engages") == [("Gard", False, "retiré du registre : mauvais fichier")]


@pytest.mark.usefixtures("cast")
def test_a_launch_moved_to_another_day_leaves_and_comes() -> None:
    again = Deployment.objects.get(started_on=date(2016, 2, 1))
    correct(again, reason="mauvaise date", by=BY, started_on=date(2016, 3, 1))
    assert told("appuis") == [
        ("Coup de pouce", False, "retiré du registre : mauvaise date"),
        ("Coup de pouce", True, "appris depuis : courrier"),
    ]


def kinds(code: str, **asked: Any) -> list[tuple[str, str, str]]:
    found = differences(code, **{"as_of": PLENARY, "before": NOW, "after": NOW, **asked})
    return [(row.record.label, row.kind, row.reason.replace("\u00a0", " ")) for row in found]


@pytest.mark.usefixtures("cast")
def test_between_two_days_what_ended_left_and_what_began_came() -> None:
    assert kinds("signataires", as_of=date(2015, 2, 1), until=PLENARY) == [
        ("Mutuelle du Causse", "left", "fini le 1er juillet 2015"),
        ("CLIC du Barachois", "came", "compte depuis le 2 mai 2016"),
    ]
    assert kinds("signataires") == []


def test_what_is_written_again_is_corrected(cast: Cast) -> None:
    signed = Signature.objects.get(organisation=cast.ccas)
    correct(signed, reason="mauvais jour", by=BY, started_on=date(2014, 6, 13))
    asked = {"before": AT_THE_PLENARY, "after": NOW}
    assert ("CCAS d'Alès", "corrected", "corrigé depuis : mauvais jour") in kinds("signataires", **asked)
    inside = kinds("signataires", perimeter=Perimeter.parse("departement:30"), **asked)
    assert inside == [("CCAS d'Alès", "corrected", "corrigé depuis : mauvais jour")]


def test_a_team_is_a_perimeter_of_its_own(cast: Cast) -> None:
    mine = Perimeter.parse(f"equipe:{cast.tilleul.slug}")
    assert [row.label for row in records("equipes", as_of=PLENARY, known_at=NOW, perimeter=mine)] == [
        "Équipe du Tilleul"
    ]
    with pytest.raises(Refused, match="ne se découpe pas par équipe"):
        records("signataires", as_of=PLENARY, known_at=NOW, perimeter=mine)
    with pytest.raises(Refused, match="Aucune équipe ne porte"):
        records("equipes", as_of=PLENARY, known_at=NOW, perimeter=Perimeter("equipe", "rien"))
