"""Enrolling organisations, what they become, what they belong to, what they are members of."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import Affiliation, Membership, Organisation, OrganisationSituation
from maillage.network.operations import NewOrganisation, admit, affiliate, enrol, move_organisation
from maillage.network.operations.places import Contact, Seat, change_situation
from tests.cast import Cast, commune, date, departement, instant, kind, seat

BY = Author(at=instant(2017, 2, 1), source="courrier")
DAY = date(2017, 1, 1)


def slugs(*names: str) -> list[str]:
    return [row.slug for row in enrol([NewOrganisation(name=name) for name in names], by=BY)]


@pytest.mark.django_db
def test_an_organisation_is_enrolled_with_its_first_situation() -> None:
    contact = Contact(website="https://example.org", telephone="01 99 00 12 34", email="a@example.org")
    new = NewOrganisation(
        name="Cœur d'Hérault",
        kind=kind("clic"),
        seat=seat("30189"),
        siret="80295478500028",
        rna="W301234567",
        contact=contact,
    )
    (written,) = enrol([new], by=BY)
    row = Organisation.objects.get(pk=written.pk)
    assert (row.slug, row.folded) == ("coeur-d-herault", "coeur d herault")
    assert (row.website, row.telephone, row.email) == (contact.website, contact.telephone, contact.email)
    assert (row.siret, row.rna) == ("80295478500028", "W301234567")
    situation = OrganisationSituation.objects.get(organisation=row)
    assert (situation.commune, situation.departement) == (commune("30189"), departement("30"))
    assert (situation.kind, situation.started_on, situation.ended_on) == (kind("clic"), None, None)
    assert (str(row), str(situation)) == ("Cœur d'Hérault", "Cœur d'Hérault : CLIC")


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [Seat(), Seat(departement=None)])
def test_an_organisation_may_have_no_known_place(chosen: Seat) -> None:
    (row,) = enrol([NewOrganisation(name="Sans adresse", seat=chosen)], by=BY)
    situation = OrganisationSituation.objects.get(organisation=row)
    assert (situation.commune, situation.departement) == (None, None)
    assert str(situation) == "Sans adresse : nature inconnue"


@pytest.mark.django_db
def test_an_organisation_may_sit_in_a_departement_without_a_commune() -> None:
    (row,) = enrol([NewOrganisation(name="Du Lot", seat=Seat(departement=departement("46")))], by=BY)
    situation = OrganisationSituation.objects.get(organisation=row)
    assert (situation.commune, situation.departement) == (None, departement("46"))


@pytest.mark.django_db
def test_twins_of_one_batch_have_their_own_addresses() -> None:
    assert slugs("Entraide", "Entraide", "ENTRAIDÉ") == ["entraide", "entraide-2", "entraide-3"]


@pytest.mark.django_db
def test_twins_of_the_register_have_their_own_addresses() -> None:
    assert slugs("Entraide") == ["entraide"]
    assert slugs("Entraide", "Entraide") == ["entraide-2", "entraide-3"]


@pytest.mark.django_db
def test_an_address_that_looks_like_that_of_a_twin_is_left_to_its_holder() -> None:
    assert slugs("Entraide 2") == ["entraide-2"]
    assert slugs("Entraide", "Entraide") == ["entraide", "entraide-3"]


@pytest.mark.django_db
def test_an_address_that_looks_like_that_of_a_twin_may_come_in_the_same_batch() -> None:
    assert slugs("Entraide", "Entraide", "Entraide 2") == ["entraide", "entraide-2", "entraide-2-2"]


@pytest.mark.django_db
def test_a_name_without_letters_has_an_address_and_a_long_one_a_short_address() -> None:
    signs, long = slugs("☺ !", "a" * 200)
    assert signs == "organisation"
    assert long == "a" * 200
    assert slugs("a" * 200) == ["a" * 200 + "-2"]


@pytest.mark.django_db
def test_a_thousand_organisations_come_in_one_batch() -> None:
    rows = enrol([NewOrganisation(name=f"Association {n}") for n in range(1001)], by=BY)
    assert len({row.slug for row in rows}) == Organisation.objects.count() == 1001
    assert OrganisationSituation.objects.count() == 1001


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("identifier", "held", "given"),
    [("siret", "80295478500028", "80295478500028"), ("rna", "W301234567", "w301234567")],
)
def test_an_identifier_is_borne_once(identifier: str, held: str, given: str) -> None:
    first, second = (
        NewOrganisation(name=name, **{identifier: value})  # type: ignore[arg-type] # a name of field
        for name, value in (("Première", held), ("Seconde", given))
    )
    with pytest.raises(Refused, match=f"« Seconde » ne peut pas avoir le numéro {given} : « Première »"):
        enrol([first, second], by=BY)
    enrol([first], by=BY)
    with pytest.raises(Refused, match="« Première » le porte déjà"):
        enrol([second], by=BY)
    assert Organisation.objects.count() == OrganisationSituation.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="Forcée", slug="forcee", folded="forcee", **{identifier: given})


@pytest.mark.django_db
def test_organisations_without_identifiers_do_not_meet() -> None:
    assert len(slugs("Une", "Deux")) == 2


def situations(organisation: Organisation) -> list[tuple[dt.date | None, dt.date | None, str | None]]:
    rows = OrganisationSituation.objects.believed().filter(organisation=organisation)
    ordered = sorted(rows.select_related("commune"), key=lambda row: row.started_on or dt.date.min)
    return [(row.started_on, row.ended_on, row.commune.name if row.commune else None) for row in ordered]


def test_moving_leaves_no_gap(cast: Cast) -> None:
    moved = move_organisation(cast.ccas, on=DAY, by=BY, kind=kind("ccas-commune"), seat=seat("30189"))
    assert (moved.started_on, moved.ended_on, moved.known_from) == (DAY, None, instant(2017, 2, 1))
    assert situations(cast.ccas) == [(None, DAY, "Alès"), (DAY, None, "Nîmes")]
    move_organisation(cast.ccas, on=date(2017, 3, 1), by=BY, kind=None, seat=Seat())
    assert situations(cast.ccas) == [
        (None, DAY, "Alès"),
        (DAY, date(2017, 3, 1), "Nîmes"),
        (date(2017, 3, 1), None, None),
    ]


def test_a_move_is_not_known_before_it_is_learned(cast: Cast) -> None:
    move_organisation(cast.ccas, on=date(2015, 1, 1), by=BY, kind=None, seat=seat("30189"))
    for moment, name in [(instant(2017, 1, 31), "Alès"), (instant(2017, 2, 1), "Nîmes")]:
        found = OrganisationSituation.objects.known_at(moment).as_of(date(2016, 1, 1))
        (place,) = [row.commune for row in found.filter(organisation=cast.ccas)]
        assert place is not None
        assert place.name == name


@pytest.mark.parametrize("on", [DAY, date(2016, 12, 31)])
def test_a_move_follows_the_situation_in_force(cast: Cast, on: dt.date) -> None:
    move_organisation(cast.ccas, on=DAY, by=BY, kind=None, seat=seat("30189"))
    with pytest.raises(Refused, match="ne suit pas la situation en cours, qui date du 01/01/2017"):
        move_organisation(cast.ccas, on=on, by=BY, kind=None, seat=seat("30007"))
    assert situations(cast.ccas) == [(None, DAY, "Alès"), (DAY, None, "Nîmes")]


def test_a_past_situation_is_split_up_to_the_next_one(cast: Cast) -> None:
    move_organisation(cast.ccas, on=DAY, by=BY, kind=None, seat=seat("30189"))
    past = OrganisationSituation.objects.believed().get(organisation=cast.ccas, ended_on=DAY)
    change_situation(past, on=date(2015, 1, 1), by=BY, **seat("30133").fields())
    assert [(start, end) for start, end, _place in situations(cast.ccas)] == [
        (None, date(2015, 1, 1)),
        (date(2015, 1, 1), DAY),
        (DAY, None),
    ]
    past = OrganisationSituation.objects.believed().get(organisation=cast.ccas, ended_on=DAY)
    with pytest.raises(Refused, match="vient après la fin de cette situation, le 01/01/2017"):
        change_situation(past, on=DAY, by=BY)


def test_a_change_known_since_longer_than_its_situation_begins_to_be_known_with_it(cast: Cast) -> None:
    older = Author(at=instant(2017, 2, 1), known_from=instant(2012, 1, 1))
    move_organisation(cast.ccas, on=DAY, by=older, kind=None, seat=seat("30189"))
    rows = OrganisationSituation.objects.believed().filter(organisation=cast.ccas)
    assert {row.known_from for row in rows} == {instant(2013, 1, 1)}


def test_a_branch_is_affiliated_once(cast: Cast) -> None:
    pairs = [(cast.branche, cast.nationale), (cast.voisins, cast.nationale), (cast.voisins, cast.nationale)]
    affiliate(pairs, on=DAY, by=BY)
    affiliate(pairs, on=date(2017, 5, 1), by=BY)
    rows = sorted(Affiliation.objects.believed(), key=lambda row: row.pk)
    assert [(row.organisation, row.started_on) for row in rows] == [
        (cast.branche, date(2014, 1, 1)),
        (cast.voisins, DAY),
    ]
    assert str(rows[1]) == "Les Voisins du Tilleul → Fraternité des Âges"


def test_nobody_is_its_own_branch(cast: Cast) -> None:
    with pytest.raises(Refused, match="« CCAS d'Alès » ne se rattache pas à elle-même"):
        affiliate([(cast.ccas, cast.ccas)], on=None, by=BY)


def test_a_member_is_admitted_once(cast: Cast) -> None:
    admitted = admit(cast.branche, on=DAY, by=BY, college="equipes", precision="mois")
    kept = Membership.objects.get(pk=admitted.pk)
    assert (kept.college, kept.started_on, kept.started_precision) == ("equipes", DAY, "mois")
    assert str(kept) == "Fraternité des Âges du Gard"
    for on in (date(2016, 1, 1), date(2018, 1, 1)):
        with pytest.raises(Refused, match="est déjà membre de l'association"):
            admit(cast.branche, on=on, by=BY)
    assert Membership.objects.filter(organisation=cast.branche).count() == 1


def test_a_member_that_left_comes_back(cast: Cast) -> None:
    Membership.objects.filter(organisation=cast.voisins).update(ended_on=date(2016, 1, 1))
    admit(cast.voisins, on=DAY, by=BY)
    assert Membership.objects.filter(organisation=cast.voisins).count() == 2


@pytest.mark.usefixtures("cast")
def test_signatories_are_those_of_the_national_charter_once_each() -> None:
    def named(day: dt.date, moment: dt.datetime) -> list[str]:
        found = Organisation.objects.signatories(as_of=day, known_at=moment)
        return sorted(row.name for row in found)

    assert named(date(2014, 1, 31), instant(2014, 1, 31)) == [
        "Fraternité des Âges",
        "Les Voisins du Tilleul",
        "Les Voisins du Tilleul",
    ]
    assert named(date(2014, 1, 31), instant(2015, 3, 10)) == ["Fraternité des Âges", "Les Voisins du Tilleul"]
    assert named(date(2014, 1, 30), instant(2015, 3, 10)) == ["Fraternité des Âges"]


def test_a_name_is_found_by_its_words_without_accents_nor_case(cast: Cast) -> None:
    found = Organisation.objects.named_like("AGES  fraternite")
    assert sorted(row.slug for row in found) == [cast.nationale.slug, cast.branche.slug]
    assert not Organisation.objects.named_like("fraternité nîmes").exists()
    assert Organisation.objects.named_like(" ").count() == Organisation.objects.count()


def test_a_seat_is_that_of_the_day_and_of_the_knowledge(cast: Cast) -> None:
    move_organisation(cast.ccas, on=DAY, by=BY, kind=None, seat=seat("30189"))

    def place(day: dt.date, moment: dt.datetime) -> str | None:
        seated: Any = Organisation.objects.seated(as_of=day, known_at=moment)
        name: str | None = seated.values_list("seat__commune__name", flat=True).get(pk=cast.ccas.pk)
        return name

    assert place(date(2016, 12, 31), instant(2017, 3, 1)) == "Alès"
    assert place(DAY, instant(2017, 3, 1)) == "Nîmes"
    assert place(DAY, instant(2017, 1, 15)) == "Alès"
    assert place(DAY, instant(2012, 1, 1)) is None
    assert str(kind("clic")) == "CLIC"
