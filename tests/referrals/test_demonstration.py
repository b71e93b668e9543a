"""What the demonstration shows of referrals and alerts: once, where there is a place for it."""

import pytest
from django.utils import timezone

from maillage.accounts.roles import Role
from maillage.alerts.models import Alert, AlertTeam, days_of
from maillage.portal.demo_referrals import call_and_refer
from maillage.referrals.models import Referral, ReferralService
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.alerts.calling import more_teams
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def load() -> int:
    """Load it today."""
    now = timezone.now()
    return call_and_refer(today=timezone.localdate(now), at=now)


def test_it_has_two_alerts_and_four_referrals(cast: Cast) -> None:
    person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    person("Marcel Taillandier", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    more_teams(5)
    assert load() == 6
    assert load() == 0
    assert set(Referral.objects.values_list("state", flat=True)) == {
        "envoyee",
        "acceptee",
        "rencontre",
        "preparee",
    }
    assert ReferralService.objects.get().cooperation == cast.gard
    past, running = Alert.objects.order_by("starts_on")
    assert (past.is_running, running.is_running) == (False, True)
    assert AlertTeam.objects.of(running).count() == 6
    assert all(0 < day.answered < 6 for day in days_of(running, today=timezone.localdate()))


def test_a_register_that_lacks_the_people_or_the_teams_has_less(cast: Cast) -> None:
    assert load() == 0
    person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.nord.slug))
    person("Marcel Taillandier", Role.LEAD, Perimeter("equipe", cast.causse.slug))
    assert load() == 0
    assert ReferralService.objects.get().cooperation == cast.nord
