"""What the pages of a team share: the team that may be acted upon, the page of an act, the track of its stages."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.acts import carry_out
from maillage.common.components import Crumb, Step
from maillage.common.facts import Author
from maillage.network.models import Team, TeamStage, TeamStageChange
from maillage.network.models.teams import TeamQuerySet
from maillage.network.operations import missing_for_recognition

Able = Callable[[TeamQuerySet, Actor], TeamQuerySet]
Text = str | Promise

PATH = (TeamStage.IDEA, TeamStage.EMERGING, TeamStage.CARRIED, TeamStage.PACT, TeamStage.RECOGNISED)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Say what the page of an act tells: its title, what will happen, the word of its button."""

    title: Text
    button: Text
    said: Text
    about: Text = ""
    danger: bool = False
    draft: str = ""
    template: str = "network/team/act.html"


@dataclass(frozen=True, kw_only=True)
class Next:
    """Say what a team needs to go on, and the one button that does it."""

    stage: Text
    missing: str
    action: Text = ""
    url: str = ""


def team_to(request: HttpRequest, slug: str, able: Able, right: Right) -> tuple[Team, Author]:
    """Return a team that the person may act upon, or answer that there is none, and who writes."""
    actor = actor_of(request)
    team = get_object_or_404(able(Team.objects.all(), actor), slug=slug)
    return team, actor.author(right, at=timezone.now(), about=team)


def today(**more: object) -> dict[str, object]:
    """Return what a form shows at first: today, and more."""
    return {"on": timezone.localdate(), **more}


def page_of(team: Team) -> str:
    """Return the address where people work on a team."""
    return reverse("work_team", args=[team.slug])


def crumbs(team: Team | None = None, here: Text = "") -> list[Crumb]:
    """Return the pages above one of a team."""
    above = [Crumb(label=_("Mes équipes"), url=reverse("my_teams"))]
    if team:
        above.append(Crumb(label=team.name, url=page_of(team) if here else ""))
    return [*above, Crumb(label=here)] if here else above


def act_on(
    request: HttpRequest, team: Team, form: forms.Form, act: Act, do: Callable[[], object], **context: Any
) -> HttpResponse:
    """Show the page of an act, or do it and go back to the team."""
    return carry_out(
        request,
        form,
        template=act.template,
        do=do,
        then=lambda _done: page_of(team),
        said=str(act.said),
        draft=act.draft,
        context={
            "team": team,
            "act": act,
            "crumbs": crumbs(team, act.title),
            "back": page_of(team),
            **context,
        },
    )


def track(changes: Sequence[TeamStageChange], stage: str | None) -> list[Step]:
    """Return the path of a team as steps: a team that rests, or that closed, stands where it was before."""
    reached = {change.stage: change for change in changes}
    walked = [change.stage for change in changes if change.stage in PATH]
    here = stage if stage in PATH else walked[-1] if walked else TeamStage.IDEA
    rank = PATH.index(TeamStage(here))
    steps = []
    for position, step in enumerate(PATH):
        change = reached.get(step) if position <= rank else None
        steps.append(
            Step(
                label=formats.typo(str(step.label)).capitalize(),
                reached_on=change.changed_on if change else None,
                precision=change.precision if change else "jour",
                reached=position <= rank,
                current=position == rank and stage == here,
            )
        )
    return steps


def next_of(team: Team, *, on: dt.date) -> Next:
    """Return what a team needs now; read it `staged`, `watched` and `allowing`."""
    match team.stage:
        case TeamStage.EMERGING:
            return _to_carried(team)
        case TeamStage.CARRIED:
            return _step(
                team, TeamStage.PACT, _("une réunion de toute l'équipe, où elle adopte son pacte."), _PACT
            )
        case TeamStage.PACT:
            return _to_recognised(team, on=on)
        case TeamStage.RECOGNISED:
            return _to_confirmed(team, on.year)
        case TeamStage.DORMANT:
            missing = _("l'équipe est en sommeil. Elle se réveille là où elle s'est arrêtée.")
            return _step(team, gettext_lazy("réveillée"), missing, _WAKE)
        case TeamStage.CLOSED:
            missing = _("l'équipe est close. Seule l'équipe nationale peut la rouvrir.")
            return _step(team, gettext_lazy("rouverte"), missing, _REOPEN)
        case _:
            missing = _(
                "quelqu'un qui la porte. Dites qu'elle en cherche un, pour que la coopération l'aide."
            )
            return _step(team, TeamStage.EMERGING, missing, _LOOK)


# For each act: who may do it, the word of its button, its address.
Way = tuple[str, Text, str]
_LOOK: Way = ("may_edit", gettext_lazy("Dire qu'elle cherche un porteur"), "look_for_carrier")
_CARRY: Way = ("may_carry", gettext_lazy("Dire qui la porte"), "carry_team")
_ALONE: Way = ("may_carry", gettext_lazy("Dire qu'elle est portée"), "stand_alone")
_PACT: Way = ("may_edit", gettext_lazy("Enregistrer le pacte"), "adopt_pact")
_PROJECT: Way = ("may_edit", gettext_lazy("Écrire le projet"), "write_project")
_LEAD: Way = ("may_edit", gettext_lazy("Nommer un référent"), "appoint_lead")
_SUBMIT: Way = ("may_edit", gettext_lazy("Demander la reconnaissance"), "submit_recognition")
_RECOGNISE: Way = ("may_recognise", gettext_lazy("Décider de la reconnaissance"), "recognise_team")
_ASK: Way = ("may_edit", gettext_lazy("Demander la confirmation"), "ask_confirmation")
_WAKE: Way = ("may_close", gettext_lazy("Réveiller l'équipe"), "wake_up")
_REOPEN: Way = ("may_reopen", gettext_lazy("Rouvrir l'équipe"), "reopen_team")


def _step(team: Team, stage: TeamStage | Text, missing: str, way: Way) -> Next:
    """Return a step, with its button for those who may press it."""
    right, action, name = way
    url = reverse(name, args=[team.slug]) if getattr(team, right) else ""
    label = stage.label if isinstance(stage, TeamStage) else stage
    return Next(stage=label, missing=missing, action=action if url else "", url=url)


def _to_carried(team: Team) -> Next:
    """Return how a team that looks for a carrier becomes carried."""
    if team.has_gate:
        return _step(team, TeamStage.CARRIED, _("une signature est en vigueur : il reste à le dire."), _ALONE)
    missing = _("un porteur qui a signé la charte, ou la signature de l'équipe elle-même.")
    return _step(team, TeamStage.CARRIED, missing, _CARRY)


def _to_recognised(team: Team, *, on: dt.date) -> Next:
    """Return how a team that has its pact becomes recognised."""
    ways = (
        (team.has_gate, _CARRY),
        (team.has_pact, _PACT),
        (team.has_project, _PROJECT),
        (team.has_lead, _LEAD),
    )
    missing = missing_for_recognition(team, on=on)
    if missing:
        way = next(way for there, way in ways if not there)
        return _step(team, TeamStage.RECOGNISED, _("%s.") % formats.listing(missing), way)
    if team.may_recognise:
        return _step(
            team, TeamStage.RECOGNISED, _("une décision. Vous pouvez la prendre par délégation."), _RECOGNISE
        )
    if team.has_request:
        return Next(stage=TeamStage.RECOGNISED.label, missing=_("une décision : la demande est déposée."))
    return _step(team, TeamStage.RECOGNISED, _("il ne manque rien : il reste à la demander."), _SUBMIT)


def _to_confirmed(team: Team, year: int) -> Next:
    """Return whether a recognised team has said that it lives this year."""
    stage = _("confirmée en %s") % year
    if team.is_confirmed:
        return Next(stage=stage, missing=_("c'est fait. Merci à l'équipe."))
    return _step(team, stage, _("un oui de l'équipe, par un message ou au téléphone."), _ASK)
