"""The tallies of the demonstration: partial, plausible, and one person who may declare by a link."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.roles import Role
from maillage.portal.demo_people import PEOPLE
from maillage.tallies.models import Period, Tally, TallyLink, TallyRhythm, response
from maillage.territory.perimeter import FRANCE
from tests.portal.reading import read

pytestmark = pytest.mark.xdist_group("demo")


@pytest.mark.usefixtures("loaded")
def test_some_teams_answer_and_some_do_not() -> None:
    today, now = timezone.localdate(), timezone.now()
    month = Period.holding(today).before
    found = response(month, perimeter=FRANCE, on=today, known_at=now)
    assert found.expected > 100
    assert 0.4 < found.answered / found.expected < 0.95
    believed = Tally.objects.believed()
    assert believed.filter(nothing=True).exists()
    assert believed.exclude(word="").exists()
    assert TallyRhythm.objects.believed().quarterly().exists()
    # What each month was known to be is read again: nothing is known before it was told.
    assert not believed.filter(known_from__date__lt="2023-02-01").exists()
    assert Tally.objects.filter(retraction_reason="relevé corrigé").count() == 1


@pytest.mark.usefixtures("loaded")
def test_the_lead_of_the_demonstration_declares_by_a_link(client: Client) -> None:
    link = TallyLink.objects.select_related("lead__team").get()
    assert link.lead.name == next(person.name for person in PEOPLE if person.role == Role.LEAD)
    page = read(client, reverse("tally_by_link", args=[link.token]))
    assert link.lead.team.name in page
