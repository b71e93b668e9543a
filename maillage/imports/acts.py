"""What a plan writes, as values: subjects, labels, facts. Nothing here touches the database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model

from maillage.imports.reconcile import Fact, Verb
from maillage.network.models import Organisation
from maillage.supports.models import AidApplication, AidScheme, CurriculumVersion, Holding
from maillage.supports.operations.aid_applications import Told
from maillage.tallies.models import Period, Tally
from maillage.tallies.operations.tallies import Declared
from maillage.territory.models import Commune, Departement, Epci

Territory = Commune | Epci | Departement


class Target(Protocol):
    """Name the record that a line makes or changes; its identifier is known once it is written."""

    @property
    def model(self) -> type[Model]:
        """Return the model of the record."""

    @property
    def pk(self) -> int | None:
        """Return its identifier."""


@dataclass(frozen=True, slots=True)
class Place:
    """Hold the seat that a line tells."""

    commune: Commune | None = None
    departement: Departement | None = None

    @property
    def departement_id(self) -> int | None:
        """Return the identifier of the département; a commune brings its own."""
        if self.commune:
            return self.commune.departement_id
        return self.departement.pk if self.departement else None

    def __str__(self) -> str:
        if self.commune:
            return f"{self.commune.name} ({self.commune.departement.code})"
        return self.departement.name if self.departement else ""


NOWHERE = Place()


@dataclass(slots=True, eq=False)
class Record:
    """Hold a subject of the register, or one that the file brings: it has a line, and no identifier yet."""

    model: type[Model]
    pk: int | None
    name: str
    folded: str
    departement_id: int | None = None
    siret: str | None = None
    rna: str | None = None
    labels: dict[str, Any] = field(default_factory=dict)
    line: int | None = None
    place: Place = NOWHERE
    own: dict[str, Any] = field(default_factory=dict)  # what its situation says besides the seat
    written: Any = None  # the instance, once there is one

    def instance(self) -> Any:
        """Return the subject as operations take it: its identifier and its name are enough for them."""
        if self.written is None:
            self.written = self.model(pk=self.pk, name=self.name)
        return self.written


@dataclass(frozen=True, slots=True)
class Shape:
    """Say which fields of a model hold the start, its precision and the end of a fact."""

    model: type[Model]
    start: str = "started_on"
    precision: str = "started_precision"
    end: str | None = "ended_on"

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as fields of the model."""
        names = {"start": self.start, "precision": self.precision, "end": self.end}
        return {names.get(name) or name: value for name, value in values.items()}


@dataclass(slots=True, eq=False)
class FactAct:
    """Say that a fact is written, corrected, widened, remembered or retracted."""

    verb: Verb
    shape: Shape
    owner: Mapping[str, Any]
    values: Mapping[str, Any]
    fact: Fact
    reason: str = ""
    until: dt.datetime | None = None

    @property
    def model(self) -> type[Model]:
        """Return the model of the fact."""
        return self.shape.model

    @property
    def pk(self) -> int | None:
        """Return the identifier of the fact, once it has one."""
        return self.fact.pk


@dataclass(slots=True, eq=False)
class Entry:
    """Hold a record that is no dated fact: its fields may hold other entries."""

    model: type[Model]
    pk: int | None
    fields: dict[str, Any]
    label: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    children: dict[Any, "Entry"] = field(default_factory=dict)
    line: int | None = None


@dataclass(slots=True, eq=False)
class AidAsked:
    """Hold an application for an aid that another tool received."""

    scheme: AidScheme
    who: Record
    told: Told
    on: dt.date
    pk: int | None = None
    model: type[Model] = AidApplication


@dataclass(frozen=True, slots=True)
class Person:
    """Hold someone who was trained, and for whom they came."""

    name: str
    email: str = ""
    telephone: str = ""
    team: Record | None = None
    organisation: Record | None = None


@dataclass(slots=True, eq=False)
class SessionHeld:
    """Hold a session of training that took place, and who was trained there."""

    taught: CurriculumVersion
    cooperation: Record
    on: dt.date
    minutes: int
    place: Place
    people: list[Person] = field(default_factory=list)
    pk: int | None = None
    model: type[Model] = Holding


@dataclass(slots=True, eq=False)
class TallyTold:
    """Hold what a team declares of a period, what it corrects, or which tally it takes back."""

    team: Record
    period: Period
    told: Declared | None = None
    replaces: int | None = None
    retires: Tally | None = None
    reason: str = ""
    pk: int | None = None
    model: type[Model] = Tally


@dataclass(slots=True, eq=False)
class CourseSaid:
    """Hold where an action stands and who leads it, as a file says; empty words say nothing."""

    action: Entry
    state: str = ""
    since: dt.date | None = None
    pilot: str = ""
    led_since: dt.date | None = None


@dataclass(slots=True)
class Acts:
    """Gather what a plan writes, by the order in which it is written."""

    subjects: list[Record] = field(default_factory=list)
    labels: list[tuple[Record, dict[str, Any]]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    affiliations: list[tuple[Record, Record]] = field(default_factory=list)
    facts: list[FactAct] = field(default_factory=list)
    coverages: list[tuple[Record, list[Territory]]] = field(default_factory=list)
    aids_asked: list[AidAsked] = field(default_factory=list)
    sessions_held: list[SessionHeld] = field(default_factory=list)
    courses_said: list[CourseSaid] = field(default_factory=list)
    tallies: list[TallyTold] = field(default_factory=list)

    @property
    def organisations(self) -> list[Record]:
        """Return the organisations that enter the register."""
        return [record for record in self.subjects if record.model is Organisation]
