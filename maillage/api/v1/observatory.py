"""What the API says of the observatory: who has a team near, where nobody is, where to found the next teams."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from maillage.api.v1 import schemas
from maillage.api.v1.problems import problem
from maillage.api.v1.routes import PROBLEMS, api, part_of, question_of
from maillage.common.errors import Refused
from maillage.common.limits import HOUR, sender_of, spend
from maillage.observatory.assemble import (
    Asked,
    Look,
    Need,
    Objective,
    Proof,
    Seen,
    ground_of,
    is_quick,
    proposal_of,
    seen,
)
from maillage.observatory.exports import answers, coverage

__all__ = ["api"]

# A call computes for a second or two: without a key, so many an hour from one place.
FORM, CALLS = "api-implantation", 60


def _seen(asked: schemas.Near) -> Seen:
    """Return what a question of coverage looks at."""
    found = question_of(asked)
    return seen(
        Look(as_of=found.as_of, known_at=found.known_at, perimeter=found.perimeter, radius=asked.radius)
    )


@api.get(
    "observatory/coverage",
    response={HTTPStatus.OK: schemas.Coverage, **PROBLEMS},
    summary="Qui a une équipe reconnue près de soi",
    url_name="api_coverage",
    operation_id="coverage",
)
def covered(request: HttpRequest, asked: Query[schemas.Covered]) -> dict[str, Any]:
    """Return the people who have a team near, territory by territory."""
    answer = coverage.coverage(_seen(asked), asked.by)
    return {**answer, **part_of(request, asked, answer["results"])}


@api.get(
    "observatory/gaps",
    response={HTTPStatus.OK: schemas.Gaps, **PROBLEMS},
    summary="Les zones blanches : des communes voisines, loin de toute équipe reconnue",
    url_name="api_gaps",
    operation_id="gaps",
)
def gaps(request: HttpRequest, asked: Query[schemas.Near]) -> dict[str, Any]:
    """Return where nobody is."""
    answer = coverage.gaps(_seen(asked))
    return {**answer, **part_of(request, asked, answer["results"])}


@api.get(
    "observatory/site",
    response={HTTPStatus.OK: schemas.Siting, **PROBLEMS, HTTPStatus.TOO_MANY_REQUESTS: schemas.Problem},
    summary="Où les prochaines équipes aideraient le plus, avec la preuve",
    url_name="api_site",
    operation_id="site",
)
def sited(request: HttpRequest, asked: Query[schemas.Sited]) -> dict[str, Any] | HttpResponse:
    """Return where to found the next teams; what takes too long is left to the command."""
    question = _asked(asked)
    ground = ground_of(question)
    if not is_quick(question, ground):
        raise Refused(
            _(
                "Cette question demande trop de calcul pour une réponse immédiate : prenez un rayon ou un territoire "
                "plus petit, une recherche rapide, ou la commande « maillage observatory site »."
            )
        )
    if not hasattr(request, "api_key"):
        use = spend(FORM, sender_of(request), HOUR, CALLS, at=timezone.now())
        if not use.within:
            return _waiting(use.resets_in)
    return answers.siting(proposal_of(question, ground))


def _asked(asked: schemas.Sited) -> Asked:
    """Return the question of siting that an address asks."""
    found = question_of(asked)
    return Asked(
        p=asked.p,
        as_of=found.as_of,
        known_at=found.known_at,
        perimeter=found.perimeter,
        radius=asked.radius,
        objective=Objective(asked.objective),
        need=Need(asked.need),
        floor=asked.floor,
        existing=asked.existing,
        forced=tuple(asked.forced),
        forbidden=tuple(asked.forbidden),
        proof=Proof[asked.proof.upper()],
        seed=asked.seed,
    )


def _waiting(seconds: int) -> HttpResponse:
    """Say to come back later."""
    said = (
        _("%d calculs par heure au plus sans clé : attendez l'heure suivante, ou demandez une clé.") % CALLS
    )
    answer = problem(HTTPStatus.TOO_MANY_REQUESTS, said, kind="quota")
    answer["Retry-After"] = str(seconds)
    return answer
