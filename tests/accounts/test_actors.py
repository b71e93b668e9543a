"""Who may do what: the table of roles, the union of hats, the second factor, the hat that is written under."""

import itertools
from collections.abc import Mapping

import pytest
from django.db.models import Q
from django.http import HttpRequest
from django.test import Client, RequestFactory

from maillage.accounts.actors import NOBODY, Actor, Hat, Reach, Rows, actor_of, gave_second_factor
from maillage.accounts.models import Grant, User
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import GIVES, GRANTED, STRONG, WORN_ON, Right, Role
from maillage.network.models import Team
from maillage.portal.middleware import actor as middleware
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import HOUSE, enter, give, nobody_special, sign_in
from tests.cast import Cast, date, instant


def hat(
    role: Role,
    grant: int = 1,
    *,
    rows: Mapping[str, Rows] | None = None,
    live: Mapping[str, Rows] | None = None,
) -> Hat:
    found: Mapping[str, Rows] = {"team": None} if rows is None else rows
    return Hat(
        grant=grant,
        role=role,
        perimeter=Perimeter("cooperation", "ici"),
        reach=Reach(rows=found, live=found if live is None else live),
    )


@pytest.mark.django_db
def test_an_act_is_written_under_the_hat_that_reaches_its_subject(cast: Cast) -> None:
    """The worn one, where it reaches; else the first that does; none, where none does."""
    here = {"team": Team.objects.filter(pk=cast.tilleul.pk).values("pk")}
    lead, carrier = hat(Role.LEAD, 1, rows=here), hat(Role.CARRIER, 2, rows={"organisation": None})
    officer = hat(Role.OFFICER, 3)
    assert [one.reaches(cast.tilleul) for one in (lead, carrier, officer)] == [True, False, True]
    assert not lead.reaches(cast.causse)
    actor = Actor(hats=(lead, carrier, officer), worn=2)
    assert actor.hat_for(Right.EDIT_TEAM) == carrier
    assert actor.hat_for(Right.EDIT_TEAM, cast.tilleul) == lead
    assert actor.author(Right.EDIT_TEAM, at=instant(2017, 1, 1), about=cast.causse).role == Role.OFFICER
    assert Actor(hats=(lead, carrier)).hat_for(Right.EDIT_TEAM, cast.causse) is None
    # With one hat alone there is nothing to choose, and nothing is asked of the register.
    assert Actor(hats=(carrier,)).hat_for(Right.EDIT_TEAM, cast.tilleul) == carrier


def test_the_table_is_complete() -> None:
    assert set(GRANTED) == set(Right)
    assert set(WORN_ON) == set(Role)
    assert all(GRANTED.values())
    assert all(WORN_ON.values())


def test_nobody_gives_what_decides_but_the_administrator() -> None:
    for role, given in GIVES.items():
        assert role in GRANTED[Right.GRANT]
        assert role == Role.ADMINISTRATOR or not given & STRONG
    assert set(GIVES) == GRANTED[Right.GRANT]


@pytest.mark.parametrize(("role", "right"), [*itertools.product(Role, Right)])
def test_a_hat_has_the_rights_of_its_role(role: Role, right: Right) -> None:
    actor = Actor(hats=(hat(role),))
    has = role in GRANTED[right]
    assert actor.may(right) is has
    assert (actor.hat_for(right) is not None) is has
    assert actor.q(right, "team") == (~Q(pk__in=[]) if has else Q(pk__in=[]))
    assert actor.q(right, "organisation") == Q(pk__in=[])


def test_nobody_may_do_anything() -> None:
    assert not any(NOBODY.may(right) for right in Right)
    assert all(NOBODY.q(right, "team") == Q(pk__in=[]) for right in Right)
    assert NOBODY.hat is None
    written = NOBODY.author(Right.GRANT, at=instant(2017, 1, 1), source="lettre")
    assert (written.user, written.role, written.source) == (None, "", "lettre")
    assert actor_of(HttpRequest()) is NOBODY


def test_hats_add_up(cast: Cast) -> None:
    first = Team.objects.filter(pk=cast.tilleul.pk).values("pk")
    second = Team.objects.filter(pk=cast.causse.pk).values("pk")
    actor = Actor(
        hats=(
            hat(Role.LEAD, 1, rows={"team": first}),
            hat(Role.SUPPORT, 2, rows={"team": second}),
            hat(Role.MEMBER, 3, rows={"team": None}),  # reaches all, and has no right on teams
        )
    )
    assert set(Team.objects.filter(actor.q(Right.SEE_TEAM, "team"))) == {cast.tilleul, cast.causse}
    assert set(Team.objects.filter(actor.q(Right.FOUND_TEAM, "team"))) == {cast.causse}


@pytest.mark.parametrize("rank", [0, 1, 2])
def test_france_never_vanishes_in_a_union(cast: Cast, rank: int) -> None:
    ours = Team.objects.filter(pk=cast.tilleul.pk).values("pk")
    hats = [hat(Role.LEAD, 1, rows={"team": ours}), hat(Role.SUPPORT, 2, rows={})]
    hats.insert(rank, hat(Role.OFFICER, 3))
    found = Actor(hats=tuple(hats)).q(Right.EDIT_TEAM, "team")
    for union in (found, found | Q(pk=cast.causse.pk), Q(pk=cast.causse.pk) | found):
        assert Team.objects.filter(union).count() == Team.objects.count() == 5


def test_what_is_archived_is_read_and_no_longer_changed(cast: Cast) -> None:
    rows = {"team": Team.objects.filter(pk=cast.tilleul.pk).values("pk")}
    actor = Actor(hats=(hat(Role.LEAD, rows=rows, live={"team": Team.objects.none().values("pk")}),))
    assert Team.objects.filter(actor.q(Right.EDIT_TEAM, "team")).exists()
    assert not Team.objects.filter(actor.q(Right.EDIT_TEAM, "team", live=True)).exists()


def test_an_act_is_written_under_the_worn_hat_where_it_has_the_right() -> None:
    animator, officer, funder = hat(Role.ANIMATOR, 1), hat(Role.OFFICER, 2), hat(Role.FUNDER, 3)
    actor = Actor(hats=(animator, officer, funder), worn=2)
    assert actor.hat == officer
    assert actor.hat_for(Right.EDIT_TEAM) == officer
    assert Actor(hats=actor.hats, worn=3).hat_for(Right.EDIT_TEAM) == animator
    assert Actor(hats=actor.hats, worn=99).hat == animator
    assert Actor(hats=actor.hats, worn=1).author(Right.DECIDE, at=instant(2017, 1, 1)).role == Role.OFFICER


@pytest.mark.parametrize("role", Role)
def test_only_what_decides_waits_for_a_second_factor(role: Role) -> None:
    assert hat(role).is_strong is (role in STRONG)


def asked(client: Client) -> Actor:
    """Return the actor of a request, as the middleware reads it."""
    request = RequestFactory().get("/")
    request.session = client.session
    user = User.objects.filter(pk=client.session.get("_auth_user_id") or 0).first()
    request.user = user or object()  # type: ignore[assignment] # a visitor is not a person of ours
    kept: list[Actor] = []

    def answer(given: HttpRequest) -> object:
        kept.append(actor_of(given))
        bool(kept[0].hats)  # read now
        return type("Answer", (), {"headers": {}})()

    middleware(answer)(request)  # type: ignore[arg-type] # an answer with headers is enough
    return kept[0]


@pytest.mark.django_db
def test_a_revoked_role_has_no_right_on_the_next_request(client: Client) -> None:
    user = sign_in(client, Role.ANIMATOR, Perimeter("cooperation", "gard"))
    assert asked(client).may(Right.EDIT_COOPERATION)
    revoke_role(Grant.objects.get(), on=date(2015, 1, 1), reason="départ", by=HOUSE)
    assert not asked(client).may(Right.EDIT_COOPERATION)
    give(user, Role.FUNDER)
    assert asked(client).may(Right.SEE_COOPERATION)
    User.objects.update(is_active=False)
    assert asked(client).hats == ()


@pytest.mark.django_db
def test_hats_that_decide_wait_for_the_second_factor(client: Client) -> None:
    user = sign_in(client, Role.OFFICER, strong=False)
    give(user, Role.FUNDER)
    actor = asked(client)
    assert [held.role for held in actor.hats] == [Role.FUNDER]
    assert [held.role for held in actor.waiting] == [Role.OFFICER]
    assert not actor.may(Right.DECIDE)
    enter(client, user)
    assert asked(client).may(Right.DECIDE)
    assert asked(client).waiting == ()


@pytest.mark.django_db
def test_a_visitor_is_nobody(client: Client) -> None:
    assert asked(client).user is None
    assert not gave_second_factor(client.session)


@pytest.mark.django_db
def test_pages_of_a_signed_in_person_are_not_stored(client: Client) -> None:
    assert "no-store" not in client.get("/mentions/").headers.get("Cache-Control", "")
    enter(client, nobody_special())
    assert client.get("/mentions/").headers["Cache-Control"] == "no-store, private"
