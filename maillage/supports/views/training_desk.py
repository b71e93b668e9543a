"""Sessions at work: those of one's cooperations, each on one page; opening, changing, cancelling, its people."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.common.forms import WorkForm
from maillage.network.models import Cooperation
from maillage.network.views.national_page import data_of, today
from maillage.supports.forms.training_session_forms import (
    CancelSessionForm,
    DeclineForm,
    HoldForm,
    SessionForm,
    holds_text,
)
from maillage.supports.models import (
    CurriculumVersion,
    Enrolment,
    Evaluation,
    Qualification,
    SeatHold,
    TrainingSession,
)
from maillage.supports.models.enrolments import summed_up
from maillage.supports.models.sessions import members_of, organisers
from maillage.supports.operations.training_attendance import holding_of
from maillage.supports.operations.training_enrolments import agree, decline, seats_of, withdraw
from maillage.supports.operations.training_letters import hours
from maillage.supports.operations.training_sessions import (
    cancel_session,
    change_session,
    has_presences,
    hold_seats,
    open_session,
    release_seats,
)

PER_PAGE, LAST_LINES = 20, 30


def held(request: HttpRequest, key: int) -> TrainingSession:
    """Return a session that the person organises."""
    return get_object_or_404(TrainingSession.objects.held_by(actor_of(request)).in_full(), pk=key)


def kept(request: HttpRequest, key: int) -> TrainingSession:
    """Return a session whose presences the person keeps."""
    return get_object_or_404(TrainingSession.objects.kept_by(actor_of(request)).in_full(), pk=key)


def crumbs(session: TrainingSession | None, last: str = "") -> list[Crumb]:
    """Return the way to a page about sessions."""
    found = [Crumb(label=_("Mes formations"), url=reverse("my_trainings"))]
    if session and last:
        found.append(Crumb(label=str(session), url=reverse("work_training", args=[session.pk])))
    return [*found, Crumb(label=last or str(session))]


def act(
    request: HttpRequest,
    session: TrainingSession,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], object],
    button: str,
    right: Right = Right.HOLD_TRAINING,
    **more: Any,
) -> HttpResponse:
    """Carry out one act about a session, then come back to its page."""
    page, now = reverse("work_training", args=[session.pk]), timezone.now()
    by = actor_of(request).author(right, at=now, about=session.cooperation)
    shown = {"title": title, "crumbs": crumbs(session, title), "button": button, "back": page}
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(timezone.localdate(now), by),
        then=lambda _done: page,
        context={**shown, "lines": [], "danger": False, "multipart": False, **more},
    )


def my_trainings(request: HttpRequest) -> HttpResponse:
    """List the sessions of one's cooperations: to close, to come, over."""
    actor, day = actor_of(request), today()
    if not (actor.may(Right.HOLD_TRAINING) or actor.may(Right.KEEP_ATTENDANCE)):
        raise Http404
    mine = TrainingSession.objects.kept_by(actor)
    coming = list(mine.coming(day).in_full()[:PER_PAGE])
    shown = {
        "to_close": list(mine.to_close(day).in_full()[:PER_PAGE]),
        "coming": [(row, seats) for row, seats in zip(coming, _seats(coming, day), strict=True)],
        "page": Paginator(mine.gone_by(day).in_full(), PER_PAGE).get_page(request.GET.get("page")),
        "cooperations": list(organisers(actor)),
        "may_write": actor.may(Right.WRITE_CURRICULA),
    }
    return render(request, "supports/training_desk/mine.html", shown)


def _seats(sessions: list[TrainingSession], day: dt.date) -> list[Any]:
    found = seats_of(sessions, on=day)
    return [found[row.pk] for row in sessions]


def work_training(request: HttpRequest, key: int) -> HttpResponse:
    """Show a session at work: its days, its seats, who comes, what remains to do."""
    session, actor, day = kept(request, key), actor_of(request), today()
    people = list(Enrolment.objects.of(session).in_full().with_people())
    holding = holding_of(session)
    half_days = list(session.half_days.in_order())
    shown = {
        "session": session,
        "crumbs": crumbs(session),
        "days": [hours(half_day) for half_day in half_days],
        "seats": seats_of([session], on=day)[session.pk],
        "holds": list(zip(holds := list(SeatHold.objects.of(session)), holds_text(holds), strict=True)),
        "lists": _lists(people),
        "trainers": list(session.trainers.order_by("name", "pk")),
        "cost": None if session.cost is None else euros(session.cost),
        "cancellable": not holding and not has_presences(session),
        "begun": bool(half_days) and half_days[0].span[0] <= timezone.now(),
        "notable": any(half_day.on <= day for half_day in half_days),
        "closable": bool(half_days) and half_days[-1].on <= day,
        "holding": holding,
        "trained": list(holding.trained.believed().with_people().order_by("pk")) if holding else [],
        **_opinions(session),
        "may_hold": TrainingSession.objects.held_by(actor).contains(session),
        "journal": list(Entry.objects.about(session)[:LAST_LINES]),
    }
    return render(request, "supports/training_desk/session.html", shown)


def _opinions(session: TrainingSession) -> dict[str, object]:
    """Return what is said of a session, and how many gave each answer."""
    given = list(Evaluation.objects.of(session).latest_first())
    return {"opinions": given, "summed_up": summed_up(given)}


def _lists(people: list[Enrolment]) -> list[tuple[str, str, list[Enrolment]]]:
    """Return the people of a session by where their enrolment is; those who wait, the first first."""
    titles = (
        ("accord", _("Attendent un accord")),
        ("inscrite", _("Ont une place")),
        ("attente", _("Attendent une place")),
    )
    found = {state: [row for row in people if row.state == state] for state, _title in titles}
    found["attente"].sort(key=lambda row: (row.asked_at, row.pk))
    return [(state, title, found[state]) for state, title in titles if found[state]]


def open_training(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a session of a cooperation."""
    actor, now = actor_of(request), timezone.now()
    cooperation = get_object_or_404(organisers(actor), slug=slug)
    form = _form(request, None)
    by = actor.author(Right.HOLD_TRAINING, at=now, about=cooperation)
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: open_session(cooperation, form.text, on=today(), by=by),
        then=lambda made: reverse("work_training", args=[made.pk]),
        draft=f"training:{cooperation.slug}",
        context={
            "title": _("Ouvrir une session de formation"),
            "crumbs": crumbs(None, _("Ouvrir une session")),
            "button": _("Ouvrir la session"),
            "back": reverse("my_trainings"),
            "lines": _opening_lines(cooperation, form),
            "danger": False,
            "multipart": False,
        },
    )


def _opening_lines(cooperation: Cooperation, form: SessionForm) -> list[str]:
    """Return what is said before the form; without any curriculum, nothing can be opened."""
    if form.versions:
        return [str(cooperation)]
    return [str(cooperation), _("Aucune formation n'est encore écrite : demandez-le à l'équipe nationale.")]


def _form(request: HttpRequest, session: TrainingSession | None) -> SessionForm:
    """Return the form of a session: what may be taught, and by whom."""
    day = today()
    offered = CurriculumVersion.objects.in_full().offered(day)
    if session and session.taught_id not in {row.pk for row in offered}:
        offered.append(session.taught)
    trainers = list(Qualification.objects.offered(day, session))
    return SessionForm(data_of(request), offered=offered, trainers=trainers, session=session)


def edit_training(request: HttpRequest, key: int) -> HttpResponse:
    """Change a session; whoever is on its list is told when its days or its place change."""
    session = held(request, key)
    form = _form(request, session)

    def change(on: dt.date, by: Author) -> object:
        return change_session(session, form.text, version=form.cleaned_data["version"], on=on, by=by)

    return act(request, session, form, _("Modifier la session"), change, _("Enregistrer"))


def cancel_training(request: HttpRequest, key: int) -> HttpResponse:
    """Cancel a session, and tell why."""
    session = held(request, key)
    form = CancelSessionForm(data_of(request))

    def cancel(on: dt.date, by: Author) -> object:
        return cancel_session(session, form.cleaned_data["reason"], on=on, by=by)

    return act(request, session, form, _("Annuler la session"), cancel, _("Annuler la session"), danger=True)


def hold_training_seats(request: HttpRequest, key: int) -> HttpResponse:
    """Keep seats for an organisation of the cooperation."""
    session = held(request, key)
    form = HoldForm(data_of(request), organisations=list(members_of(session, today())))

    def keep(on: dt.date, by: Author) -> object:
        given = form.cleaned_data
        return hold_seats(session, form.kept_for, seats=given["seats"], until=given["until"], on=on, by=by)

    lines = [] if form.organisations else [_("Cette coopération n'a pas encore de membre inscrit.")]
    return act(request, session, form, _("Garder des places"), keep, _("Garder ces places"), lines=lines)


def release_training_seats(request: HttpRequest, key: int, hold: int) -> HttpResponse:
    """Give kept seats back to everybody."""
    session = held(request, key)
    row = get_object_or_404(SeatHold.objects.of(session), pk=hold)
    form = WorkForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Rendre ces places à tous"),
        lambda on, by: release_seats(row, on=on, by=by),
        _("Rendre ces places"),
        lines=holds_text([row]),
    )


def _person(session: TrainingSession, enrolment: int) -> Enrolment:
    return get_object_or_404(Enrolment.objects.of(session).in_full(), pk=enrolment)


def training_agree(request: HttpRequest, key: int, enrolment: int) -> HttpResponse:
    """Agree that someone comes."""
    session = held(request, key)
    person, form = _person(session, enrolment), WorkForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Donner l'accord"),
        lambda on, by: agree(person, on=on, by=by),
        _("D'accord, la personne vient"),
        lines=[str(person.trainee), person.house],
    )


def training_decline(request: HttpRequest, key: int, enrolment: int) -> HttpResponse:
    """Say that someone cannot come, and why."""
    session = held(request, key)
    person, form = _person(session, enrolment), DeclineForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Ne pas retenir cette inscription"),
        lambda on, by: decline(person, reason=form.cleaned_data["reason"], on=on, by=by),
        _("Ne pas la retenir"),
        danger=True,
        lines=[str(person.trainee), person.house],
    )


def training_withdraw(request: HttpRequest, key: int, enrolment: int) -> HttpResponse:
    """Take someone off the list, when they said so by telephone."""
    session = held(request, key)
    person, form = _person(session, enrolment), WorkForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Retirer de la liste"),
        lambda on, by: withdraw(person, on=on, by=by),
        _("Retirer de la liste"),
        danger=True,
        lines=[str(person.trainee), _("Sa place ira à la première personne qui attend.")],
    )
