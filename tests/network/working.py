"""Work on a team through its pages, as a person does."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from maillage.accounts.roles import Role
from maillage.network.models import Team
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.portal.reading import words

GARD = Perimeter("cooperation", "cooperation-du-gard")
ALES = Perimeter("cooperation", "cooperation-du-pays-d-ales")
DAY = "2017-05-02"


def animating(client: Client) -> Client:
    """Sign in the animator of the cooperation of the Gard, who is in the cast."""
    sign_in(client, Role.ANIMATOR, GARD)
    return client


def at(name: str, team: Team, *more: Any) -> str:
    return reverse(name, args=[team.slug, *more])


def done(answer: Any, address: str = "") -> None:
    """Check that an act was done, and where it leads."""
    assert answer.status_code == 303, words(answer.content.decode())
    if address:
        assert answer.headers["Location"] == address


def refused(answer: Any, *sentences: str, status: int = 409) -> None:
    assert answer.status_code == status
    said = words(answer.content.decode())
    for sentence in sentences:
        assert sentence in said


def next_button(page: str) -> tuple[str, str]:
    """Return where the one button leads that takes the next step, and its words."""
    ((url, said),) = re.findall(r'class="team-next">\s*<a class="button" href="([^"]+)">([^<]+)</a>', page)
    return url, html.unescape(said)
