"""Resources for tests: written, proposed, published."""

import datetime as dt
from typing import Any

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.resources.models import Publication, Resource
from maillage.resources.operations.resources import Text, propose_resource, publish_resource, write_resource
from tests.cast import date, instant

TODAY, NEXT_YEAR = date(2018, 6, 1), date(2019, 6, 1)
BY = Author(at=instant(2018, 6, 1), role="maison")
TYPED = {
    "title": "Préparer une première visite",
    "kind": "fiche-memo",
    "theme": "visites",
    "audience": "equipe",
    "summary": "Ce que l'on se dit avant de sonner à la porte.",
    "text": "## Avant\n\n- appeler la veille\n- venir **à deux**\n",
    "credit": "L'équipe du Tilleul",
}


def text(**told: Any) -> Text:
    """Return what someone writes."""
    return Text(**{**TYPED, **told})


def written(user: User | None = None, **told: Any) -> Resource:
    """Write a resource."""
    return write_resource(text(**told), by=Author(at=BY.at, role=BY.role, user=user))


def proposed(user: User | None = None, **told: Any) -> Resource:
    """Write a resource and propose it."""
    return propose_resource(written(user, **told), by=BY)


def published(user: User | None = None, *, on: dt.date = TODAY, **told: Any) -> Publication:
    """Write a resource, propose it, publish it."""
    at = dt.datetime.combine(on, dt.time(9), dt.UTC)
    return publish_resource(
        proposed(user, **told), review_on=on + dt.timedelta(days=365), on=on, by=Author(at=at, role="maison")
    )
