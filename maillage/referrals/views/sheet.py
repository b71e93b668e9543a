"""The sheet of a referral and its next step, for whoever has an account or holds a personal link."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.links import read_link
from maillage.network.operations.confirmations import PEOPLE
from maillage.network.views.act_page import act
from maillage.network.views.national_page import data_of, today
from maillage.referrals.forms.referral_forms import AnswerForm, CloseForm, MeetForm, OutcomeForm, SendForm
from maillage.referrals.models import Outcome, Referral, ReferralState, teams_there
from maillage.referrals.operations.letters import LINK_DAYS, PURPOSE
from maillage.referrals.operations.referrals import (
    answer_referral,
    close_referral,
    introduce,
    send_referral,
    withdraw_referral,
)
from maillage.referrals.permissions import WITH_TEAM
from maillage.referrals.views.desk import above

GONE = 410
Do = Callable[[dt.date, Author], Any]


@dataclass(frozen=True, kw_only=True)
class Step:
    """Hold the next step of a referral: what it is called, what is asked, what it does."""

    title: str
    form: forms.Form
    do: Do
    button: str
    said: str


def _send(row: Referral, data: Any, by: Author) -> Step:
    """Return the step where a team is asked."""
    teams = teams_there(row.commune, as_of=today(), known_at=by.at)
    initial = {
        "agreed": row.consented_on is not None,
        "consented_on": row.consented_on or today(),
        "consent_how": row.consent_how,
        "consent_by": row.consent_by or row.referrer,
    }
    form = SendForm(data, teams=teams, initial=initial)
    return Step(
        title=_("Demander à une équipe"),
        form=form,
        do=lambda on, by: send_referral(row, form.cleaned_data["team"], form.consent, on=on, by=by),
        button=_("Envoyer à l'équipe"),
        said=_("L'équipe est prévenue : elle répond d'ici dix jours."),
    )


def _answer(row: Referral, data: Any, _by: Author) -> Step:
    """Return the step where the team answers."""
    form = AnswerForm(data)

    def do(on: dt.date, by: Author) -> Referral:
        given = form.cleaned_data
        return answer_referral(row, accepts=given["answer"] == form.YES, reason=given["reason"], on=on, by=by)

    return Step(
        title=_("Répondre"), form=form, do=do, button=_("Envoyer la réponse"), said=_("C'est noté. Merci !")
    )


def _meet(row: Referral, data: Any, _by: Author) -> Step:
    """Return the step where the meeting is told."""
    form = MeetForm(data, initial={"met_on": today()})

    def do(on: dt.date, by: Author) -> Referral:
        given = form.cleaned_data
        if given["answer"] == form.MET:
            return introduce(row, met_on=given["met_on"], on=on, by=by)
        return answer_referral(row, accepts=False, reason=given["reason"], on=on, by=by)

    return Step(
        title=_("Dire si la rencontre a eu lieu"),
        form=form,
        do=do,
        button=_("Enregistrer"),
        said=_("C'est noté. Merci !"),
    )


def _end(row: Referral, data: Any, _by: Author) -> Step:
    """Return the step where what came of it is told."""
    form = OutcomeForm(data)

    def do(on: dt.date, by: Author) -> Referral:
        given = form.cleaned_data
        return close_referral(row, given["outcome"], reason=given["reason"], on=on, by=by)

    return Step(
        title=_("Dire ce qu'il en est advenu"),
        form=form,
        do=do,
        button=_("Clore cette orientation"),
        said=_("C'est noté. Cette orientation s'effacera d'elle-même."),
    )


_S = ReferralState
STEPS: dict[str, tuple[str, Callable[[Referral, Any, Author], Step]]] = {
    _S.PREPARED: ("may_send", _send),
    _S.DECLINED: ("may_send", _send),
    _S.SENT: ("may_answer", _answer),
    _S.ACCEPTED: ("may_answer", _meet),
    _S.INTRODUCED: ("may_answer", _end),
}


def found(actor: Actor, key: int) -> Referral:
    """Return a referral that someone may read, with what they may do; for others, it does not exist."""
    return get_object_or_404(Referral.objects.seen_by(actor).allowing(actor).in_full(), pk=key)


def author_of(actor: Actor, row: Referral) -> Author:
    """Return who writes, under the hat through which they reach this referral."""
    now = timezone.now()
    for right, about in (
        (Right.HOLD_REFERRALS, row.cooperation),
        (Right.ANSWER_REFERRAL, row.team),
        (Right.SEND_REFERRAL, row.cooperation),
    ):
        hat = actor.hat_for(right, about)
        if about is not None and hat is not None and hat.reaches(about):
            return actor.author(right, at=now, about=about)
    return actor.author(Right.SEND_REFERRAL, at=now)


def referral(request: HttpRequest, key: int) -> HttpResponse:
    """Show a referral, and carry out its next step."""
    actor = actor_of(request)
    row = found(actor, key)
    by = author_of(actor, row)
    crumbs = [above(), Crumb(label=row.code)]
    allowed, make = STEPS.get(row.state, ("", None))
    step = make(row, data_of(request), by) if make and getattr(row, allowed) else None
    return _stepped(request, row, step, by, {"crumbs": crumbs, "by_link": False})


def _stepped(
    request: HttpRequest, row: Referral, step: Step | None, by: Author, shown: dict[str, Any]
) -> HttpResponse:
    """Show a referral with its next step, or carry it out."""
    context = {"row": row, "step": step, "late": row.is_late(today()), **shown}
    if step is None:
        return render(request, "referrals/sheet.html", context)
    return carry_out(
        request,
        step.form,
        template="referrals/sheet.html",
        do=lambda: step.do(today(), by),
        then=lambda _row: request.path,
        said=step.said,
        context=context,
    )


def _by_link(token: str) -> tuple[Referral, Author]:
    """Return the referral of a link, and who answers for its team; refuse whoever no longer does."""
    data = read_link(PURPOSE, token, days=LINK_DAYS)
    row = Referral.objects.in_full().of_team(int(data["team"])).numbered(int(data["referral"]))
    person = PEOPLE[str(data["role"])].objects.believed().as_of(today()).numbered(int(data["person"]))
    if row is None or person is None or person.team_id != row.team_id or row.state not in WITH_TEAM:
        raise Refused(
            _(
                "Cette orientation n'est plus confiée à votre équipe, ou elle s'est effacée : il n'y a plus rien à "
                "faire. Merci !"
            )
        )
    return row, Author(at=timezone.now(), user=person.user, role="lien")


def referral_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a referral to someone who stands for its team, without an account, and carry out its next step."""
    try:
        row, by = _by_link(token)
    except Refused as refusal:
        return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)
    _allowed, make = STEPS.get(row.state, ("", None))
    step = make(row, data_of(request), by) if make else None
    return _stepped(request, row, step, by, {"crumbs": [], "by_link": True})


def close(request: HttpRequest, key: int) -> HttpResponse:
    """Close a referral of which nothing more comes."""
    actor = actor_of(request)
    row, form = found(actor, key), CloseForm(data_of(request))

    def do(on: dt.date, by: Author) -> Referral:
        return close_referral(row, Outcome.NOT_PURSUED, reason=form.cleaned_data["reason"], on=on, by=by)

    return act(
        request,
        form,
        _("Clore sans suite l'orientation %s") % row.code,
        do,
        by=author_of(actor, row),
        above=_sheet(row),
        button=_("Clore sans suite"),
        lines=[_("Prévenez qui oriente : la personne ne doit pas attendre pour rien.")],
        said=_("L'orientation est close. Elle s'effacera d'elle-même."),
    )


def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Erase a referral at once: the person changed their mind."""
    actor = actor_of(request)
    row = found(actor, key)

    def do(on: dt.date, by: Author) -> None:
        withdraw_referral(row, on=on, by=by)

    return act(
        request,
        WorkForm(data_of(request)),
        _("Effacer l'orientation %s") % row.code,
        do,
        by=author_of(actor, row),
        above=_sheet(row),
        then=lambda _done: reverse("my_referrals"),
        button=_("Effacer maintenant"),
        danger=True,
        lines=[
            _(
                "La personne a changé d'avis ? Tout ce qui est écrit ici s'efface aussitôt, et ne se retrouve pas."
            ),
        ],
        said=_("L'orientation est effacée."),
    )


def _sheet(row: Referral) -> Crumb:
    """Return the page of a referral."""
    return Crumb(label=row.code, url=reverse("referral", args=[row.pk]))
