"""What the demonstration network is made of, before it is written down."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo.places import Town

Day = dt.date


@dataclass(kw_only=True)
class Body:
    """Hold an organisation, its signature and its membership."""

    name: str
    kind: str
    town: Town | None
    departement: str
    signed: Day
    signed_to_the_month: bool = False
    ended: Day | None = None
    end_reason: str = ""
    siret: str = ""
    rna: str = ""
    parent: str = ""
    member_since: Day | None = None
    college: str = ""
    website: str = ""
    telephone: str = ""
    email: str = ""
    twin_of: str = ""

    def in_force(self, day: Day) -> bool:
        """Tell whether its signature holds on a day; twins are bodies counted twice by mistake."""
        return not self.twin_of and self.signed <= day and (self.ended is None or self.ended > day)


@dataclass(frozen=True, kw_only=True)
class Step:
    """Hold a stage that a cooperation or a team entered, and what proves it."""

    stage: str
    on: Day
    evidence_kind: str
    evidence: str
    to_the_month: bool = False


@dataclass(kw_only=True)
class Alliance:
    """Hold a cooperation and its stages, oldest first."""

    name: str
    level: str
    departement: str
    town: Town | None
    territories: Sequence[str]
    steps: list[Step] = field(default_factory=list)
    telephone: str = ""
    email: str = ""

    def stage(self, day: Day) -> str:
        """Return the stage of a day, empty before the first."""
        return next((step.stage for step in reversed(self.steps) if step.on <= day), "")


@dataclass(kw_only=True)
class Carried:
    """Hold that a body carries a team, from a day to a day."""

    body: Body
    since: Day
    until: Day | None = None

    def holds(self, day: Day) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= day and (self.until is None or self.until > day)


@dataclass(kw_only=True)
class Crew:
    """Hold a citizen team."""

    name: str
    town: Town
    territories: Sequence[str]
    activities: str
    emerging: Day
    recognised: Day | None = None
    dormant: Day | None = None
    closed: Day | None = None
    telephone: str = ""
    email: str = ""
    carriers: list[Carried] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def is_recognised(self, day: Day) -> bool:
        """Tell whether it is recognised on a day, and neither dormant nor closed."""
        stopped = self.dormant or self.closed
        return bool(self.recognised and self.recognised <= day and not (stopped and stopped <= day))


@dataclass(frozen=True, kw_only=True)
class Network:
    """Hold the whole demonstration network."""

    bodies: list[Body]
    alliances: list[Alliance]
    crews: list[Crew]
