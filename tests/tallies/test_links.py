"""The personal link of a lead: used as often as wanted; each refusal says why, and what to do."""

import datetime as dt
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.network.models import TeamLead, TeamStage
from maillage.network.operations import NewPerson, succeed_lead
from maillage.tallies.models import TallyLink
from maillage.tallies.operations.links import (
    SERVES,
    Gone,
    LinkGone,
    give_link,
    link_to_write,
    note_use,
    open_link,
    revoke_link,
)
from tests.cast import date
from tests.network.teams import JEANNE, lead_of, team_at, told
from tests.tallies.sheets import BY, TODAY, at

pytestmark = pytest.mark.django_db


def refused(token: str, on: object = TODAY) -> LinkGone:
    """Return the refusal of a link."""
    with pytest.raises(LinkGone) as refusal:
        open_link(token, on=on)  # type: ignore[arg-type] # a day
    return refusal.value


def led() -> TeamLead:
    """Return the lead of a team."""
    return lead_of(team_at(TeamStage.CARRIED))


def test_a_link_serves_as_often_as_wanted_and_its_token_is_kept_nowhere() -> None:
    lead = led()
    link = give_link(lead, on=TODAY, by=BY)
    token = link.token
    assert open_link(token, on=TODAY) == open_link(token, on=TODAY) == link
    assert token not in str(TallyLink.objects.values().get())
    assert link.seed not in token
    note_use(link, on=TODAY)
    assert TallyLink.objects.get().last_used_on == TODAY
    assert str(link) == f"{lead.pk} (2017-05-02)"
    assert "un lien personnel pour les relevés" in told(lead.team)[0]


@pytest.mark.parametrize("token", ["", "abc", "0" * 40, "é" * 40])
def test_a_link_that_was_cut_is_told(token: str) -> None:
    gone = refused(token)
    assert (gone.why, gone.may_be_sent_again, gone.link) == (Gone.UNKNOWN, False, None)
    assert "n'est pas complet" in str(gone)


def test_a_link_that_was_taken_back_opens_nothing() -> None:
    link = give_link(led(), on=TODAY, by=BY)
    ended = revoke_link(link, by=at(date(2017, 5, 3)))
    gone = refused(link.token)
    assert (gone.why, gone.may_be_sent_again, gone.link) == (Gone.REVOKED, False, ended)
    assert "a été retiré le 3\u00a0mai 2017" in str(gone)
    with pytest.raises(Refused, match="ne servait déjà plus"):
        revoke_link(link, by=BY)


def test_a_new_link_replaces_the_one_before() -> None:
    lead = led()
    first = give_link(lead, on=TODAY, by=BY)
    second = give_link(lead, on=TODAY, by=at(date(2017, 5, 3)))
    gone = refused(first.token)
    assert (gone.why, gone.may_be_sent_again) == (Gone.REPLACED, True)
    assert "Un lien plus récent" in str(gone)
    assert open_link(second.token, on=TODAY) == second
    assert list(TallyLink.objects.of_team(lead.team)) == [second, first]


def test_a_link_comes_to_its_end() -> None:
    link = give_link(led(), on=TODAY, by=BY)
    assert open_link(link.token, on=TODAY + dt.timedelta(days=399)) == link
    gone = refused(link.token, TODAY + SERVES)
    assert (gone.why, gone.may_be_sent_again) == (Gone.EXPIRED, True)
    assert "a servi jusqu'au 6\u00a0juin 2018" in str(gone)


def test_whoever_passed_on_the_lead_declares_no_more() -> None:
    lead = led()
    link = give_link(lead, on=TODAY, by=BY)
    other = NewPerson(name="Paul Vidal", email="paul@exemple.fr")
    succeed_lead(lead, other, on=date(2017, 5, 20), by=at(date(2017, 5, 20)))
    gone = refused(link.token, date(2017, 5, 20))
    assert (gone.why, gone.may_be_sent_again) == (Gone.LEFT, False)
    assert "ne s'occupe plus de « Équipe des Collines »" in str(gone)
    with pytest.raises(Refused, match=f"{JEANNE.name} n'est pas référent"):
        give_link(lead, on=date(2017, 5, 20), by=BY)


def test_a_message_brings_the_same_link_until_its_end_is_near(settings: Any) -> None:
    lead = led()
    link = link_to_write(lead, on=TODAY, by=BY)
    assert link_to_write(lead, on=date(2018, 4, 1), by=BY) == link
    following = link_to_write(lead, on=date(2018, 5, 1), by=at(date(2018, 5, 1)))
    assert following != link
    assert refused(link.token).why == Gone.REPLACED
    settings.SECRET_KEY = "x" * 60
    assert following.token == ""
    assert link_to_write(lead, on=date(2018, 5, 2), by=at(date(2018, 5, 2))) != following
