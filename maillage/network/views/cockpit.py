"""The cockpit of a cooperation: what to do now, where it stands, what comes next."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry
from maillage.accounts.models.journal import read_names
from maillage.common.exports import taken
from maillage.common.formats import day as written
from maillage.network.exports.lists import journal_table
from maillage.network.models import (
    ContactNote,
    Cooperation,
    CooperationStage,
    CooperationStageChange,
    Meeting,
    MeetingDecision,
    RoadmapAction,
)
from maillage.network.models.steps import way_of, with_diagnosis, with_progress
from maillage.network.operations.steps import RESTING, Requirement, following, next_on_the_way, requirements
from maillage.network.operations.waiting import lacking_in, waiting_in
from maillage.network.views.cockpit_notices import notices_of
from maillage.network.views.cockpit_page import carry, found, paged, readable, show, today
from maillage.network.views.lists import is_too_long
from maillage.network.views.teams import alerts_of

MOST_TO_DO, FEW = 3, 5
RECENT = dt.timedelta(days=60)  # a meeting without minutes is not forgotten for two months
SOON = dt.timedelta(days=14)  # an agenda is sent two weeks before


@dataclass(frozen=True, kw_only=True)
class Todo:
    """Hold one thing to do now, with its one button."""

    words: str
    button: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Hold one date ahead."""

    on: dt.date
    words: str
    kind: str
    url: str
    at: dt.time | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """Hold what a cooperation is at, read once for the page."""

    row: Cooperation
    day: dt.date
    meetings: Sequence[Meeting]
    decisions: Sequence[MeetingDecision]
    actions: Sequence[RoadmapAction]
    notes: Sequence[ContactNote]
    asked: Sequence[Requirement]
    aim: CooperationStage | None

    def url(self, name: str, *more: int) -> str:
        """Return the address of a page of this cooperation."""
        return reverse(name, args=[self.row.slug, *more])

    def todo(self) -> Iterator[Todo]:
        """Yield what to do now, the most pressing first."""
        for meeting in self.meetings:
            if meeting.on < self.day and not meeting.minutes:
                words = _("« %(title)s » a eu lieu le %(on)s : son compte rendu reste à écrire.")
                yield Todo(
                    words=words % {"title": meeting.title, "on": written(meeting.on)},
                    button=_("Écrire le compte rendu"),
                    url=self.url("cockpit_minutes", meeting.pk),
                )
        late = sum(1 for decision in self.decisions if decision.due_on and decision.due_on < self.day)
        if late:
            words = ngettext(
                "%(n)d décision a dépassé sa date.", "%(n)d décisions ont dépassé leur date.", late
            )
            yield Todo(
                words=words % {"n": late}, button=_("Voir les décisions"), url=self.url("cockpit_decisions")
            )
        yield from self._follow_up()

    def _follow_up(self) -> Iterator[Todo]:
        """Yield what comes after what is late."""
        for note in self.notes:
            if note.is_open and note.next_due_on and note.next_due_on <= self.day:
                words = _("Suite à donner avec %(whom)s : %(step)s")
                yield Todo(
                    words=words % {"whom": note.with_whom, "step": note.next_step},
                    button=_("C'est fait"),
                    url=self.url("cockpit_settle_contact", note.pk),
                )
        coming = [meeting for meeting in self.meetings if meeting.on >= self.day]
        for meeting in coming:
            if not meeting.agenda and meeting.on <= self.day + SOON:
                words = _("« %(title)s » se tient le %(on)s : son ordre du jour est vide.")
                yield Todo(
                    words=words % {"title": meeting.title, "on": written(meeting.on)},
                    button=_("Préparer la réunion"),
                    url=self.url("cockpit_change_meeting", meeting.pk),
                )
        for asked in [one for one in self.asked if not one.met][:1]:
            words = _("Pour l'étape « %(stage)s », il manque : %(what)s.")
            yield Todo(
                words=words % {"stage": self.aim.label if self.aim else "", "what": asked.label},
                button=_("Y pourvoir"),
                url=asked.url,
            )
        if not coming:
            yield Todo(
                words=_("Aucune réunion n'est prévue."),
                button=_("Inscrire une réunion"),
                url=self.url("cockpit_add_meeting"),
            )

    def coming(self) -> list[Coming]:
        """Return the dates ahead, the next first."""
        ahead = [
            Coming(
                on=meeting.on,
                at=meeting.starts_at,
                words=meeting.title,
                kind=_("réunion"),
                url=self.url("cockpit_meeting", meeting.pk),
            )
            for meeting in self.meetings
        ]
        due = [(d.due_on, d.words, _("décision"), "cockpit_decisions") for d in self.decisions]
        due += [(a.due_on, a.title, _("feuille de route"), "cockpit_roadmap") for a in self.actions]
        due += [
            (n.next_due_on, n.next_step, _("contact"), "cockpit_contacts") for n in self.notes if n.is_open
        ]
        ahead += [
            Coming(on=on, words=words, kind=kind, url=self.url(name)) for on, words, kind, name in due if on
        ]
        return sorted((date for date in ahead if date.on >= self.day), key=lambda date: date.on)


def work_of(row: Cooperation, changes: Sequence[CooperationStageChange], day: dt.date) -> Work:
    """Read what a cooperation is at; the row was read `with_progress`, the changes come the last one first."""
    aim = next_on_the_way(changes)
    return Work(
        row=row,
        day=day,
        meetings=list(row.meetings.since(day - RECENT).kept().in_order()),
        decisions=list(MeetingDecision.objects.of(row).open()),
        actions=list(row.roadmap.open().in_order()),
        notes=list(row.contacts.told(day - RECENT).latest_first()),
        asked=requirements(row, aim or ""),
        aim=aim,
    )


def cockpit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the cockpit of a cooperation."""
    day, now = today(), timezone.now()
    row = get_object_or_404(with_diagnosis(with_progress(readable(request), day)), slug=slug)
    changes = list(row.stage_changes.believed().latest_first())
    work = work_of(row, changes, day)
    return show(
        request,
        "cockpit.html",
        row,
        "cockpit",
        work=work,
        notices=notices_of(row, actor_of(request), day),
        todo=list(work.todo())[:MOST_TO_DO] if row.may_edit else [],
        coming=work.coming()[:FEW],
        steps=way_of(changes[::-1], row.stage),
        resting=_resting(row),
        asks_recognition=work.aim == CooperationStage.RECOGNISED,
        may_advance=bool(following(changes)),
        members=list(row.members.believed().as_of(day).with_organisations()),
        bodies=list(row.bodies.termed(day)),
        waiting=[(one, one.days(now)) for one in waiting_in(row, day=day, now=now)],
        lacking=[(team, alerts_of(team)) for team in lacking_in(row, day=day, now=now)],
        few=f":{FEW}",
    )


def _resting(row: Cooperation) -> str:
    """Say that a cooperation sleeps or is closed, and since when; nothing when it is awake."""
    if row.stage not in RESTING:
        return ""
    words = _("%(stage)s depuis le %(day)s")
    return words % {"stage": str(CooperationStage(row.stage).label).capitalize(), "day": written(row.since)}


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was done about the cooperation: who, in which role, when, why."""
    row = found(request, slug)
    entries = Entry.objects.about(row)
    if (kind := taken(request)) and not is_too_long(request, entries):
        return carry(request, row, kind, journal_table(read_names(entries)), name="historique")
    page = paged(request, entries)
    return show(request, "history.html", row, "cockpit_history", page=page, entries=page.object_list)
