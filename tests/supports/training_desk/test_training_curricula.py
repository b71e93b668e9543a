"""What is taught: curricula, the versions of their specification, who may train, from when until when."""

import pytest

from maillage.accounts.models import User
from maillage.common.errors import Refused
from maillage.supports.models import Curriculum, CurriculumVersion, Qualification
from maillage.supports.operations.training_curricula import (
    CurriculumText,
    VersionText,
    adopt_version,
    change_curriculum,
    end_qualification,
    qualify,
    write_curriculum,
)
from tests.accounts.people import nobody_special
from tests.cast import date
from tests.supports.training_seats.sitting import ON, by

pytestmark = pytest.mark.django_db
HOUSE = by()


def written(name: str = "Formation socle") -> Curriculum:
    return write_curriculum(CurriculumText(name=name, variant="socle", audience="Tous"), on=ON, by=HOUSE)


def version(curriculum: Curriculum, number: str = "1", **fields: object) -> CurriculumVersion:
    given = {
        "number": number,
        "adopted_on": ON,
        "modules": [("L'isolement", 90), ("La visite", 45)],
        **fields,
    }
    return adopt_version(curriculum, VersionText(**given), on=ON, by=HOUSE)  # type: ignore[arg-type] # a dict of arguments


def test_a_curriculum_is_written_and_said_otherwise_at_the_same_address() -> None:
    first, twin, odd = written(), written(), written("!!!")
    assert [row.slug for row in (first, twin, odd)] == ["formation-socle", "formation-socle-2", "formation"]
    change_curriculum(first, CurriculumText(name="Socle", variant="mini-socle"), on=ON, by=HOUSE)
    first.refresh_from_db()
    assert (first.name, first.variant, first.audience, first.slug) == (
        "Socle",
        "mini-socle",
        "",
        "formation-socle",
    )


def test_a_version_is_adopted_with_its_modules_and_the_last_is_offered() -> None:
    curriculum = written()
    old, new = version(curriculum, adopted_on=date(2015, 1, 1)), version(curriculum, "2")
    assert [(row.position, row.title, row.minutes) for row in new.modules.in_order()] == [
        (1, "L'isolement", 90),
        (2, "La visite", 45),
    ]
    assert new.minutes == 135
    assert CurriculumVersion.objects.in_full().offered(ON) == [new]
    assert CurriculumVersion.objects.in_full().offered(date(2016, 1, 1)) == [old]
    for fields, sentence in (
        ({"modules": []}, "au moins un module"),
        ({"adopted_on": date(2017, 2, 2)}, "n'est pas encore venu"),
        ({"number": "2"}, "La version 2 existe déjà"),
    ):
        with pytest.raises(Refused, match=sentence):
            version(curriculum, **{"number": "3", **fields})  # type: ignore[arg-type] # a dict of arguments


def test_someone_is_qualified_from_a_day_until_a_day() -> None:
    curriculum = written()
    account = nobody_special("Yann Cozic")
    told = {"email": account.email.upper(), "since": date(2016, 1, 1), "until": None, "by": HOUSE}
    made = qualify(curriculum, name="Yann Cozic", **told)  # type: ignore[arg-type] # a dict of arguments
    assert made.user == account
    stranger = qualify(
        curriculum,
        name="Ida Lemoine",
        email="ida@exemple.fr",
        since=date(2016, 1, 1),
        until=date(2016, 6, 1),
        by=HOUSE,
    )
    assert stranger.user is None
    nowhere = qualify(curriculum, name="Zoé", email="", since=ON, until=None, by=HOUSE)
    assert nowhere.user is None
    assert not User.objects.filter(email="ida@exemple.fr").exists()
    with pytest.raises(Refused, match="est déjà habilité"):
        qualify(
            curriculum, name="yann cozic", email="", since=date(2017, 1, 1), until=date(2018, 1, 1), by=HOUSE
        )
    with pytest.raises(Refused, match="finit après avoir commencé"):
        qualify(curriculum, name="Max", email="", since=ON, until=ON, by=HOUSE)
    qualify(curriculum, name="Ida Lemoine", email="", since=date(2016, 6, 1), until=None, by=HOUSE)


def test_a_qualification_ends_and_the_past_stays() -> None:
    curriculum = written()
    made = qualify(curriculum, name="Yann Cozic", email="", since=date(2016, 1, 1), until=None, by=HOUSE)
    with pytest.raises(Refused, match=r"commence le 1er\sjanvier 2016"):
        end_qualification(made, on=date(2016, 1, 1), reason="", by=HOUSE)
    ended = end_qualification(made, on=ON, reason="départ", by=HOUSE)
    assert ended.ended_on == ON
    believed = Qualification.objects.believed()
    assert list(believed.as_of(date(2016, 6, 1)).on(curriculum)) == [ended]
    assert not believed.as_of(ON).on(curriculum).exists()
    for gone in (made, ended):
        with pytest.raises(Refused, match="est déjà terminée"):
            end_qualification(gone, on=ON, reason="", by=HOUSE)
