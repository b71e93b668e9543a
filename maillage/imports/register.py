"""The register as a plan sees it: read once into dictionaries, so that no line costs a query."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext

from maillage.common import formats
from maillage.common.normalise import Day, fold
from maillage.imports import subjects
from maillage.imports.acts import Acts, Entry, FactAct, Place, Record, Shape
from maillage.imports.models import ImportRow, ImportRun
from maillage.imports.places import Places
from maillage.imports.reconcile import Fact
from maillage.indicators.models import PublishedFigure
from maillage.network.models import (
    Affiliation,
    Carrying,
    Charter,
    Cooperation,
    CooperationCoverage,
    CooperationSituation,
    CooperationStageChange,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
    Signature,
    Team,
    TeamCoverage,
    TeamSituation,
    TeamStageChange,
)
from maillage.network.operations.teams import Span
from maillage.programme.models import Action, ActionConduct, ActionState, Axis, Programme
from maillage.supports.models import (
    AidApplication,
    AidScheme,
    Curriculum,
    Deployment,
    Holding,
    Support,
    Trained,
)
from maillage.tallies.models import Period, Tally

SIGNATURE = Shape(Signature)
CARRYING = Shape(Carrying)
MEMBERSHIP = Shape(Membership)
DEPLOYMENT = Shape(Deployment)
FIGURE = Shape(PublishedFigure, "on", "precision", None)
STAGES: dict[type[Model], Shape] = {
    Cooperation: Shape(CooperationStageChange, "changed_on", "precision", None),
    Team: Shape(TeamStageChange, "changed_on", "precision", None),
}
SITUATIONS: dict[type[Model], tuple[Shape, str, tuple[str, ...]]] = {
    Organisation: (Shape(OrganisationSituation), "organisation", ("kind_id",)),
    Cooperation: (Shape(CooperationSituation), "cooperation", ("level",)),
    Team: (Shape(TeamSituation), "team", ()),
}

Facts = dict[Any, list[Fact]]  # by key: identifiers of the register, or records that the file brings


def read_facts(
    queryset: QuerySet[Any], shape: Shape, key: Sequence[str], content: Sequence[str] = ()
) -> Iterable[tuple[tuple[Any, ...], Fact]]:
    """Yield the facts of a model, retracted ones included, each with the values of its key."""
    paths = [
        *key,
        "pk",
        shape.start,
        shape.precision,
        *([shape.end] if shape.end else []),
        "known_from",
        "known_until",
        "retraction_reason",
        *content,
    ]
    width = len(key)
    dated = 3 if shape.end else 2
    for values in queryset.order_by("pk").values_list(*paths):
        pk, start, precision = values[width : width + 3]
        end = values[width + 3] if shape.end else None
        since, until, reason, *others = values[width + 1 + dated :]
        fact = Fact(pk, start, precision, end, since, until, dict(zip(content, others, strict=True)), reason)
        yield values[:width], fact


@dataclass
class Register:
    """Hold what the register knows, and the acts that the file adds to it."""

    moment: dt.datetime
    reason: str

    def __post_init__(self) -> None:
        """Start with nothing to write."""
        self.acts = Acts()
        self.places = Places()
        self.warnings: list[str] = []
        self.seen: dict[Record, int] = {}  # the line that speaks of each subject
        self.kind_words: dict[str, OrganisationKind] = {}
        self.charter_words: dict[tuple[bool, str], Charter] = {}
        self._phrases: dict[str, str] = {}
        self._tallies: dict[Record, list[Tally]] = {}
        self._stages_of: dict[Record, list[TeamStageChange]] = {}
        self.tallied: dict[Record, list[tuple[Period, int]]] = {}  # which line tells which period of a team
        self._days: dict[tuple[dt.date, str], str] = {}
        self.deferred: list[tuple[int, Callable[[], list[str]]]] = []

    @cached_property
    def is_older(self) -> bool:
        """Tell whether newer documents were imported: then names and contacts are completed, not replaced."""
        newest = ImportRun.objects.aggregate(newest=Max("known_from"))["newest"]
        return newest is not None and newest > self.moment

    def reaffirmed(self, model: type[Model], pk: int | None) -> bool:
        """Tell whether a newer document, imported already, said a fact again: an older one must not undo it."""
        if not self.is_older:
            return False
        newer = ImportRow.objects.filter(
            run__known_from__gt=self.moment, model=model._meta.label_lower, object_id=pk
        )
        return newer.exists()

    # Subjects

    @cached_property
    def organisations(self) -> subjects.Subjects:
        """Return the organisations."""
        return self._loaded(subjects.organisations(), self.organisation_situations)

    @cached_property
    def teams(self) -> subjects.Subjects:
        """Return the teams."""
        return self._loaded(subjects.teams(), self.team_situations)

    @cached_property
    def cooperations(self) -> subjects.Subjects:
        """Return the cooperations."""
        return self._loaded(subjects.cooperations(), self.cooperation_situations)

    @staticmethod
    def _loaded(finder: subjects.Subjects, situations: Facts) -> subjects.Subjects:
        finder.load()
        for pk, facts in situations.items():
            for fact in facts:
                if fact.known_until is None and fact.end is None:
                    finder.by_pk[pk].departement_id = fact.content["departement_id"]
        return finder

    def situations(self, model: type[Model]) -> Facts:
        """Return the situations of the subjects of a model."""
        if model is Organisation:
            return self.organisation_situations
        return self.team_situations if model is Team else self.cooperation_situations

    @cached_property
    def organisation_situations(self) -> Facts:
        """Return the situations of organisations, without those that have ended."""
        return self._situations(Organisation)

    @cached_property
    def cooperation_situations(self) -> Facts:
        """Return the situations of cooperations, without those that have ended."""
        return self._situations(Cooperation)

    @cached_property
    def team_situations(self) -> Facts:
        """Return the situations of teams, without those that have ended."""
        return self._situations(Team)

    @staticmethod
    def _situations(model: type[Model]) -> Facts:
        shape, owner, content = SITUATIONS[model]
        facts: Facts = {}
        queryset = shape.model._default_manager.filter(ended_on=None)
        for (pk,), fact in read_facts(
            queryset, shape, [f"{owner}_id"], ["departement_id", "commune_id", *content]
        ):
            facts.setdefault(pk, []).append(fact)
        return facts

    # Choices of the network

    @cached_property
    def kinds(self) -> list[OrganisationKind]:
        """Return the kinds of organisation."""
        return list(OrganisationKind.objects.all())

    @cached_property
    def charters(self) -> list[Charter]:
        """Return the charters."""
        return list(Charter.objects.all())

    # Facts

    @cached_property
    def signatures(self) -> Facts:
        """Return the signatures by charter and signatory."""
        facts: Facts = {}
        organisations, teams = self.organisations.by_pk, self.teams.by_pk
        for (charter, organisation, team), fact in read_facts(
            Signature.objects.all(), SIGNATURE, ["charter_id", "organisation_id", "team_id"], ["end_reason"]
        ):
            signatory = organisations[organisation] if organisation else teams[team]
            facts.setdefault((charter, signatory), []).append(fact)
        return facts

    @cached_property
    def carryings(self) -> Facts:
        """Return the carryings by team and carrier."""
        facts: Facts = {}
        for (team, organisation), fact in read_facts(
            Carrying.objects.all(), CARRYING, ["team_id", "organisation_id"]
        ):
            facts.setdefault((self.teams.by_pk[team], self.organisations.by_pk[organisation]), []).append(
                fact
            )
        return facts

    @cached_property
    def gates(self) -> dict[Record, list[Span]]:
        """Return the periods of the believed signatures of each signatory."""
        spans: dict[Record, list[Span]] = {}
        for (_charter, signatory), facts in self.signatures.items():
            spans.setdefault(signatory, []).extend((f.start, f.end) for f in facts if f.known_until is None)
        return spans

    @cached_property
    def memberships(self) -> Facts:
        """Return the memberships by organisation."""
        facts: Facts = {}
        for (organisation,), fact in read_facts(
            Membership.objects.all(), MEMBERSHIP, ["organisation_id"], ["college"]
        ):
            facts.setdefault(self.organisations.by_pk[organisation], []).append(fact)
        return facts

    @cached_property
    def affiliations(self) -> set[tuple[Record, Record]]:
        """Return who belongs to whom."""
        known = self.organisations.by_pk
        return {
            (known[child], known[parent])
            for child, parent in Affiliation.objects.believed()
            .filter(ended_on=None)
            .values_list("organisation_id", "parent_id")
        }

    @cached_property
    def stages(self) -> dict[type[Model], Facts]:
        """Return the stage changes of cooperations and of teams, by subject."""
        found: dict[type[Model], Facts] = {}
        for model, owner, finder in (
            (Cooperation, "cooperation_id", self.cooperations),
            (Team, "team_id", self.teams),
        ):
            shape, facts = STAGES[model], found.setdefault(model, {})
            for (pk,), fact in read_facts(
                shape.model._default_manager.all(), shape, [owner], ["stage", "evidence_kind", "evidence"]
            ):
                facts.setdefault(finder.by_pk[pk], []).append(fact)
        return found

    @cached_property
    def coverages(self) -> dict[Record, set[tuple[str, int]]]:
        """Return the territories that cooperations and teams cover: the sort and the identifier of each."""
        found: dict[Record, set[tuple[str, int]]] = {}
        for model, owner, finder in (
            (CooperationCoverage, "cooperation_id", self.cooperations),
            (TeamCoverage, "team_id", self.teams),
        ):
            rows = model._default_manager.filter(retracted_at=None, ended_on=None)
            for pk, commune, epci, departement in rows.values_list(
                owner, "commune_id", "epci_id", "departement_id"
            ):
                place = (
                    ("commune", commune)
                    if commune
                    else ("epci", epci)
                    if epci
                    else ("departement", departement)
                )
                found.setdefault(finder.by_pk[pk], set()).add(place)
        return found

    @cached_property
    def supports(self) -> dict[str, Entry]:
        """Return the supports by folded name."""
        return {
            fold(support.name): Entry(
                Support,
                support.pk,
                {"name": support.name, "kind": support.kind, "description": support.description},
            )
            for support in Support.objects.all()
        }

    @cached_property
    def aids(self) -> dict[str, AidScheme]:
        """Return the aids that were published, by folded name."""
        return {fold(scheme.name): scheme for scheme in AidScheme.objects.published().order_by("pk")}

    @cached_property
    def aids_asked(self) -> dict[tuple[int, Record], int | None]:
        """Return what is asked, in cents, by aid and beneficiary."""
        found = {}
        finders = {"cooperation": self.cooperations, "team": self.teams, "organisation": self.organisations}
        for row in AidApplication.objects.standing().order_by("pk"):
            for name, finder in finders.items():
                if (key := getattr(row, f"{name}_id")) is not None:
                    found[row.scheme_id, finder.by_pk[key]] = row.amount_cents
        return found

    @cached_property
    def curricula(self) -> dict[str, Curriculum]:
        """Return the curricula by folded name."""
        return {fold(row.name): row for row in Curriculum.objects.by_variant().prefetch_related("versions")}

    @cached_property
    def sessions_held(self) -> dict[tuple[int, Record, dt.date], list[str]]:
        """Return who was trained, by folded name, in each session: what was taught, by whom, on which day.

        A name that was erased is empty.
        """
        found: dict[tuple[int, Record, dt.date], list[str]] = {}
        keys = {}
        held = Holding.objects.believed().order_by("pk")
        for pk, curriculum, cooperation, on in held.values_list(
            "pk", "session__taught__curriculum", "session__cooperation", "held_on"
        ):
            keys[pk] = (curriculum, self.cooperations.by_pk[cooperation], on)
            found.setdefault(keys[pk], [])
        trained = Trained.objects.believed().filter(holding__in=keys).order_by("pk")
        for holding, name in trained.values_list("holding", "trainee__folded"):
            found[keys[holding]].append(name)
        return found

    @cached_property
    def deployments(self) -> Facts:
        """Return the deployments by identifier of their support."""
        facts: Facts = {}
        for (support,), fact in read_facts(Deployment.objects.all(), DEPLOYMENT, ["support_id"]):
            facts.setdefault(support, []).append(fact)
        return facts

    @cached_property
    def figures(self) -> Facts:
        """Return the published figures by indicator, day, perimeter and publication."""
        facts: Facts = {}
        content = ["value", "unit", "approximate", "published_in", "note"]
        key = ["code", "on", "perimeter", "publication"]
        for values, fact in read_facts(PublishedFigure.objects.all(), FIGURE, key, content):
            facts.setdefault(values, []).append(fact)
        return facts

    @cached_property
    def programmes(self) -> dict[str, Entry]:
        """Return the programmes by folded title, with their axes, with their actions."""
        found: dict[str, Entry] = {}
        by_pk: dict[int, Entry] = {}
        for programme in Programme.objects.all():
            fields = {
                name: getattr(programme, name) for name in ("title", "adopted_on", "first_year", "last_year")
            }
            by_pk[programme.pk] = found[fold(programme.title)] = Entry(Programme, programme.pk, fields)
        axes: dict[int, Entry] = {}
        for axis in Axis.objects.all():
            entry = Entry(
                Axis, axis.pk, {"number": axis.number, "title": axis.title, "purpose": axis.purpose}
            )
            axes[axis.pk] = by_pk[axis.programme_id].children[axis.number] = entry
        for action in Action.objects.all():
            axes[action.axis_id].children[action.number] = Entry(
                Action, action.pk, {"number": action.number, "title": action.title}
            )
        return found

    @cached_property
    def courses(self) -> dict[tuple[Entry, str], tuple[str, dt.date | None]]:
        """Return where each action stands and who leads it, as last said, with the day since when."""
        entries = {
            action.pk: action
            for programme in self.programmes.values()
            for axis in programme.children.values()
            for action in axis.children.values()
        }
        found = {}
        for model, name in ((ActionState, "state"), (ActionConduct, "pilot")):
            rows = model._default_manager.believed().filter(ended_on=None)
            for key, words, since in rows.order_by("pk").values_list("action_id", name, "started_on"):
                found[entries[key], name] = (words, since)
        return found

    def tallies_of(self, team: Record) -> list[Tally]:
        """Return what a team declared, asked once for each team of the file: there may be millions of tallies."""
        if team not in self._tallies:
            told = Tally.objects.believed().select_related("team").filter(team=team.pk)
            self._tallies[team] = list(told.order_by("pk"))
        return self._tallies[team]

    def stages_of(self, team: Record) -> list[TeamStageChange]:
        """Return the stages that are believed of a team, the last first."""
        if team not in self._stages_of:
            believed = TeamStageChange.objects.believed().filter(team=team.pk)
            self._stages_of[team] = list(believed.latest_first())
        return self._stages_of[team]

    def phrase(self, msgid: str) -> str:
        """Return a sentence in the language of the plan, looked up once: that costs more than to fill it."""
        known = self._phrases.get(msgid)
        if known is None:
            known = self._phrases[msgid] = gettext(msgid)
        return known

    def day(self, day: Day) -> str:
        """Return a day as exactly as it is known, worded once."""
        key = (day.on, day.precision)
        known = self._days.get(key)
        if known is None:
            known = self._days[key] = formats.day(*key)
        return known

    def write(self, act: FactAct) -> FactAct:
        """Keep an act for the writing."""
        self.acts.facts.append(act)
        return act

    def place_of(self, record: Record) -> Place:
        """Return the seat of a record, as far as its département."""
        area = self.places.departements_by_id.get(record.departement_id or 0)
        return record.place if record.line is not None else Place(departement=area)
