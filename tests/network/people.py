"""Perimeters of the cast, and an invitation on its way, for the tests of people."""

from typing import Any

from django.test import Client
from django.utils import timezone

from maillage.accounts.actors import Actor, Hat
from maillage.accounts.models import Invitation, User
from maillage.accounts.operations import (
    NewInvitation,
    invite,
    link_of,
)
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.reach import reach_of
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import date

GARD = Perimeter("cooperation", "cooperation-du-gard")
ALES = Perimeter("cooperation", "cooperation-du-pays-d-ales")
TILLEUL = Perimeter("equipe", "equipe-du-tilleul")
CAUSSE = Perimeter("equipe", "equipe-du-causse")
VOISINS = Perimeter("porteur", "les-voisins-du-tilleul")
NATIONALE = Perimeter("porteur", "fraternite-des-ages")
CLAIRE = {"name": "Claire Petit", "email": "claire.petit@exemple.fr", "telephone": ""}


def actor(role: Role, perimeter: Perimeter) -> Actor:
    hat = Hat(grant=1, role=role, perimeter=perimeter, reach=reach_of(perimeter, today=date(2017, 6, 1)))
    return Actor(user=User(pk=1), hats=(hat,))


def invited(client: Client, **told: Any) -> Invitation:
    """Let Anne, animator of the Gard, invite Claire; nobody is signed in."""
    anne = person("Anne Martin", Role.ANIMATOR, GARD)
    given: dict[str, Any] = {
        "name": "Claire Petit",
        "role": Role.MEMBER,
        "perimeter": GARD,
        "place": "Coopération du Gard",
        "email": CLAIRE["email"],
    }
    by = Author(at=timezone.now(), user=anne, role=Role.ANIMATOR)
    sent = invite(NewInvitation(**{**given, **told}), by=by)
    client.code = sent.code  # type: ignore[attr-defined] # for the test
    return sent.invitation


def path_of(row: Invitation, *, proves: bool = True) -> str:
    return "/" + link_of(row, proves=proves).split("/", 3)[3]
