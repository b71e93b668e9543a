"""Giving a role, taking it back: dated, told in the journal, and one administrator stays."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from maillage.accounts.models import Entry, Grant, User
from maillage.accounts.operations import grant_role, grants, revoke_role
from maillage.accounts.roles import WORN_ON, PerimeterKind, Role
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import HOUSE, SINCE, give, nobody_special, person
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date, instant

GARD = Perimeter("cooperation", "cooperation-du-gard")
TODAY = date(2017, 6, 1)
pytestmark = pytest.mark.django_db


def by(user: User | None = None) -> Author:
    return Author(at=instant(2017, 6, 1), user=user, role=Role.ADMINISTRATOR if user else "maison")


def test_a_role_is_given_and_told() -> None:
    claire, anne = nobody_special("Claire Petit"), nobody_special("Anne Martin")
    given = grant_role(claire, Role.ANIMATOR, GARD, on=TODAY, by=by(anne), label="Coopération du Gard")
    kept = Grant.objects.get(pk=given.pk)
    assert (kept.user, kept.role, kept.perimeter) == (claire, Role.ANIMATOR, GARD)
    assert (kept.started_on, kept.ended_on, kept.recorded_by) == (TODAY, None, anne)
    assert str(kept) == "Claire Petit : animateur de coopération (cooperation:cooperation-du-gard)"
    told = Entry.objects.about(claire).get()
    assert str(told) == (
        "1. Anne Martin a donné à Claire Petit le rôle « animateur de coopération » (Coopération du Gard)"
    )
    assert list(Entry.objects.about(kept)) == [told]


def test_the_same_role_given_twice_is_one() -> None:
    anne = nobody_special()
    first = give(anne, Role.ANIMATOR, GARD)
    assert give(anne, Role.ANIMATOR, GARD) == first
    assert (Grant.objects.count(), Entry.objects.count()) == (1, 1)
    give(anne, Role.ANIMATOR, Perimeter("cooperation", "ailleurs"))
    assert Grant.objects.count() == 2


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", PerimeterKind)
def test_a_role_is_worn_only_where_it_may_be(role: Role, kind: PerimeterKind) -> None:
    perimeter = FRANCE if kind == PerimeterKind.FRANCE else Perimeter(kind, "30")
    anne = nobody_special()
    if kind in WORN_ON[role]:
        assert give(anne, role, perimeter).perimeter == perimeter
        return
    with pytest.raises(Refused, match="ne se porte pas sur ce périmètre"):
        give(anne, role, perimeter)
    assert not Grant.objects.exists()


def test_no_role_is_given_to_who_has_left() -> None:
    anne = nobody_special()
    User.objects.filter(pk=anne.pk).update(is_active=False)
    with pytest.raises(Refused, match="a quitté le réseau"):
        give(anne, Role.ANIMATOR, GARD)


def test_a_role_that_ends_later_is_not_given_again_before() -> None:
    anne = nobody_special()
    revoke_role(give(anne, Role.ANIMATOR, GARD), on=date(2017, 7, 1), reason="départ", by=by())
    with pytest.raises(Refused, match="a déjà ce rôle ici jusqu'au 1er\u00a0juillet 2017"):
        grant_role(anne, Role.ANIMATOR, GARD, on=TODAY, by=by())
    again = grant_role(anne, Role.ANIMATOR, GARD, on=date(2017, 7, 1), by=by())
    assert again.started_on == date(2017, 7, 1)


def test_a_role_is_ended_with_its_reason_and_what_was_known_stays() -> None:
    anne = nobody_special()
    given = give(anne, Role.ANIMATOR, GARD)
    revoke_role(given, on=TODAY, reason="départ à la retraite", by=by(), label="Coopération du Gard")
    ended = Grant.objects.believed().get()
    assert (ended.started_on, ended.ended_on, ended.end_reason) == (SINCE, TODAY, "départ à la retraite")
    assert not Grant.objects.in_force(TODAY).exists()
    assert Grant.objects.in_force(date(2017, 5, 31)).get() == ended
    assert Grant.objects.known_at(instant(2017, 5, 31)).as_of(TODAY).exists()
    last = Entry.objects.about(anne)[0]
    assert last.what == "a terminé le rôle « animateur de coopération » de Anne Martin (Coopération du Gard)"
    assert last.why == "départ à la retraite"


def test_a_role_taken_back_the_day_it_was_given_never_held() -> None:
    anne = nobody_special()
    given = grant_role(anne, Role.ANIMATOR, GARD, on=TODAY, by=by())
    revoke_role(given, on=TODAY, reason="erreur de personne", by=by(anne))
    kept = Grant.objects.get()
    assert (kept.retracted_at, kept.retracted_by, kept.retraction_reason) == (
        instant(2017, 6, 1),
        anne,
        "erreur de personne",
    )
    assert not Grant.objects.in_force(TODAY).exists()
    grant_role(anne, Role.ANIMATOR, GARD, on=TODAY, by=by())
    assert Grant.objects.in_force(TODAY).count() == 1


def test_a_role_of_always_is_ended() -> None:
    anne = nobody_special()
    given = give(anne, Role.ANIMATOR, GARD)
    Grant.objects.filter(pk=given.pk).update(started_on=None)
    revoke_role(given, on=TODAY, reason="départ", by=by())
    assert Grant.objects.believed().get().ended_on == TODAY


def test_an_ended_role_is_not_ended_twice() -> None:
    given = give(nobody_special(), Role.ANIMATOR, GARD)
    revoke_role(given, on=TODAY, reason="départ", by=by())
    for grant in (given, Grant.objects.believed().get()):
        with pytest.raises(Refused, match="déjà terminé"):
            revoke_role(grant, on=TODAY, reason="départ", by=by())
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_role_does_not_end_without_a_reason(reason: str) -> None:
    given = give(nobody_special(), Role.ANIMATOR, GARD)
    with pytest.raises(Refused, match="pourquoi ce rôle se termine"):
        revoke_role(given, on=TODAY, reason=reason, by=by())
    assert Grant.objects.in_force(TODAY).exists()


def test_the_last_administrator_stays() -> None:
    given = give(nobody_special("Anne Martin"), Role.ADMINISTRATOR)
    person("Claire Petit", Role.OFFICER)
    gone = person("Luc Bonnet", Role.ADMINISTRATOR)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    leaving = person("Zoé Leroy", Role.ADMINISTRATOR)
    revoke_role(
        Grant.objects.get(user=leaving), on=date(2017, 7, 1), reason="départ annoncé pour juillet", by=by()
    )
    with pytest.raises(Refused, match="C'est le dernier administrateur national"):
        revoke_role(given, on=TODAY, reason="départ", by=by())
    give(nobody_special("Claire Petit"), Role.ADMINISTRATOR)
    revoke_role(given, on=TODAY, reason="départ", by=by())
    assert Grant.objects.believed().get(user__name="Anne Martin").ended_on == TODAY


def test_the_database_keeps_one_open_role_and_codes_only_below_france() -> None:
    anne = nobody_special()
    given = give(anne, Role.ANIMATOR, GARD)
    for fields in ({}, {"perimeter_kind": "france"}, {"perimeter_code": ""}):
        twin = Grant.objects.get(pk=given.pk)
        twin.pk = None
        for name, value in fields.items():
            setattr(twin, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def dismiss(grant: Grant) -> object:
    return revoke_role(grant, on=TODAY, reason="désaccord", by=by())


@pytest.fixture
def two_administrators(transactional_db: None) -> tuple[Grant, Grant]:  # noqa: ARG001 - for its effect
    """Give the two administrators of the race."""
    return tuple(give(nobody_special(name), Role.ADMINISTRATOR) for name in ("Anne", "Claire"))  # type: ignore[return-value] # two


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_dismiss_each_other_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_administrators: tuple[Grant, Grant]
) -> None:
    anne, claire = two_administrators
    monkeypatch.setattr(grants, "correct", meeting(correct))
    with arena(tmp_path):
        met = race(lambda: dismiss(anne), lambda: dismiss(claire))
        assert [type(refusal) for refusal in met if refusal] == [Refused]
        assert Grant.objects.in_force(TODAY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_administrators: tuple[Grant, Grant]
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    anne, claire = two_administrators
    monkeypatch.setattr(grants, "correct", meeting(correct))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_how: self)
    monkeypatch.setattr(grants, "record", lambda *_what, **_said: None)
    with arena(tmp_path):
        assert race(lambda: dismiss(anne), lambda: dismiss(claire)) == [None, None]
        assert Grant.objects.in_force(TODAY).count() == 0


def test_those_who_make_the_house_are_told_of() -> None:
    give(nobody_special(), Role.AUDITOR)
    assert Entry.objects.get().who == "la plateforme"
    assert Entry.objects.get().role == HOUSE.role
