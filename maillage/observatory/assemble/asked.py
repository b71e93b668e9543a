"""A question of siting, as it was asked: a value that is written down, read back, and has one answer."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.territory.perimeter import Perimeter

MOST_TEAMS, MOST_KM, USUAL_KM, MOST_SEED = 2000, 60, 15, 2**32 - 1
FRANCE = Perimeter("france")


def check_radius(km: float) -> None:
    """Refuse a radius within which nobody can be called near."""
    if not 1 <= km <= MOST_KM:
        raise Refused(
            _("Choisissez un rayon de 1 à %(most)d km : %(radius)s km ne convient pas.")
            % {"most": MOST_KM, "radius": f"{km:g}"}
        )


@dataclass(frozen=True, kw_only=True)
class Look:
    """Hold a question of coverage: who has a team near, within how many km, where, on which day, known when."""

    as_of: dt.date
    known_at: dt.datetime
    perimeter: Perimeter = FRANCE
    radius: float = USUAL_KM

    def __post_init__(self) -> None:
        """Refuse what cannot be asked, whatever the territory."""
        check_radius(self.radius)

    def written(self) -> dict[str, object]:
        """Return the question as JSON holds it."""
        return {
            **asdict(self),
            "perimeter": str(self.perimeter),
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat(),
        }


class Objective(StrEnum):
    """What the next teams are for."""

    COVER = "cover"  # the most people with a team near
    BACKUP = "backup"  # a second team near is worth something too
    MEDIAN = "median"  # the least distance to the nearest team


class Need(StrEnum):
    """Who is counted."""

    PEOPLE = "personnes"  # people of 75 or more
    ALONE = "seules"  # of them, those who live alone


class Proof(StrEnum):
    """How hard to look for a better choice, and to prove that there is none."""

    QUICK = "rapide"
    NEAR = "serree"
    EXACT = "exacte"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Hold a question: how many teams, where, for whom, under which conditions, on which day, known when.

    Attributes:
        p: How many teams to found, the forced ones included.
        perimeter: Where the people are, and where the teams may be.
        radius: Up to how many km a team is near.
        objective: What the teams are for.
        need: Who is counted.
        floor: The least share of the people of each département who have a team near; none without.
        existing: Whether the recognised teams of the day count already.
        forced: Codes of communes where a team must be founded.
        forbidden: Codes of communes where none may be.
        as_of: The day of the teams and of the files.
        known_at: What was known then.
        proof: How hard to look.
        seed: The number of the draw of the search.

    """

    p: int
    as_of: dt.date
    known_at: dt.datetime
    perimeter: Perimeter = FRANCE
    radius: float = USUAL_KM
    objective: Objective = Objective.COVER
    need: Need = Need.PEOPLE
    floor: float | None = None
    existing: bool = True
    forced: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    proof: Proof = Proof.QUICK
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be asked, whatever the territory."""
        if not 1 <= self.p <= MOST_TEAMS:
            raise Refused(
                _("Demandez de 1 à %(most)d équipes : %(p)d ne convient pas.")
                % {"most": MOST_TEAMS, "p": self.p}
            )
        check_radius(self.radius)
        if self.floor is not None and not 0 < self.floor <= 1:
            raise Refused(
                _(
                    "La part à atteindre dans chaque département va de 1 à 100 %% : %(floor)s %% ne convient pas."
                )
                % {"floor": f"{100 * self.floor:g}"}
            )
        if self.floor is not None and self.objective != Objective.COVER:
            raise Refused(
                _(
                    "Une part à atteindre dans chaque département ne se demande qu'avec l'objectif « couvrir »."
                )
            )
        if len(self.forced) > self.p:
            raise Refused(
                _(
                    "%(count)d communes imposées pour %(p)d équipes : demandez plus d'équipes, ou moins de communes."
                )
                % {"count": len(self.forced), "p": self.p}
            )
        if not 0 <= self.seed <= MOST_SEED:
            raise Refused(
                _("Le nombre du tirage va de 0 à %(most)d : %(seed)d ne convient pas.")
                % {"most": MOST_SEED, "seed": self.seed}
            )
        for named in (self.forced, self.forbidden):
            if twice := [code for rank, code in enumerate(named) if code in named[:rank]]:
                raise Refused(_("La commune %s est écrite deux fois : une seule suffit.") % twice[0])
        if both := sorted(set(self.forced) & set(self.forbidden)):
            raise Refused(
                _("La commune %s est à la fois imposée et exclue : choisissez l'un ou l'autre.") % both[0]
            )

    def written(self) -> dict[str, object]:
        """Return the question as JSON holds it."""
        return {
            **asdict(self),
            "radius": float(self.radius),  # 15 and 15.0 are one question
            "perimeter": str(self.perimeter),
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat(),
            "forced": list(self.forced),
            "forbidden": list(self.forbidden),
        }

    def conditions(self) -> str:
        """Return all that the question says besides its dates, in one line that two equal questions share."""
        told = self.written()
        return json.dumps({name: told[name] for name in sorted({*told} - {"as_of", "known_at"})})

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """Return the question that was written."""
        kind, _colon, code = written["perimeter"].partition(":")
        return cls(
            **{
                **written,
                "p": int(written["p"]),
                "radius": float(written["radius"]),
                "seed": int(written["seed"]),
                "perimeter": Perimeter(kind, code),
                "as_of": dt.date.fromisoformat(written["as_of"]),
                "known_at": dt.datetime.fromisoformat(written["known_at"]),
                "objective": Objective(written["objective"]),
                "need": Need(written["need"]),
                "proof": Proof(written["proof"]),
                "forced": tuple(written["forced"]),
                "forbidden": tuple(written["forbidden"]),
            }
        )
