"""Who stands for a team: appoint, hand over, end. Leads are volunteers, support officers are professionals."""

import datetime as dt
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, User
from maillage.accounts.operations import record, revoke_role
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author, stamp
from maillage.common.normalise import clean_text, fold
from maillage.network.models import Organisation, Team, TeamLead, TeamStage, TeamSupport
from maillage.network.operations.places import end_fact, lock, overlap
from maillage.network.operations.team_stages import stage_of
from maillage.territory.perimeter import Perimeter

_Someone = TypeVar("_Someone", TeamLead, TeamSupport)

HATS = {TeamLead: Role.LEAD, TeamSupport: Role.SUPPORT}


class NewPerson(NamedTuple):
    """Say who stands for a team, and how to reach them; a professional may speak for an organisation."""

    name: str
    email: str = ""
    telephone: str = ""
    organisation: Organisation | None = None


@transaction.atomic
def appoint_lead(team: Team, person: NewPerson, *, on: dt.date, by: Author) -> TeamLead:
    """Say that a volunteer leads a team from a day."""
    lead = _appoint(TeamLead, team, person, on=on, by=by)
    record(by, gettext_noop("a nommé %(person)s référent de l'équipe %(team)s"), team, person=lead, team=team)
    return lead


@transaction.atomic
def succeed_lead(lead: TeamLead, person: NewPerson, *, on: dt.date, by: Author) -> TeamLead:
    """Say that a volunteer takes over from another: the first one ends the day when the next begins."""
    team, following = _succeed(lead, person, on=on, by=by)
    record(
        by,
        gettext_noop("a noté que %(person)s prend la suite de %(before)s, référent de l'équipe %(team)s"),
        team,
        person=following,
        before=lead,
        team=team,
    )
    return following


@transaction.atomic
def end_lead(lead: TeamLead, *, on: dt.date, reason: str, by: Author) -> TeamLead:
    """Say that a volunteer leads a team no more, from a day."""
    team, ended = _end(lead, on=on, reason=reason, by=by)
    record(
        by,
        gettext_noop("a noté que %(person)s n'est plus référent de l'équipe %(team)s"),
        team,
        why=reason,
        person=ended,
        team=team,
    )
    return ended


@transaction.atomic
def appoint_support(team: Team, person: NewPerson, *, on: dt.date, by: Author) -> TeamSupport:
    """Say that a professional supports a team from a day."""
    officer = _appoint(TeamSupport, team, person, on=on, by=by, organisation=person.organisation)
    record(
        by,
        gettext_noop("a noté que %(person)s, référent d'équipes, appuie l'équipe %(team)s"),
        team,
        *([person.organisation] if person.organisation else []),
        person=officer,
        team=team,
    )
    return officer


@transaction.atomic
def succeed_support(officer: TeamSupport, person: NewPerson, *, on: dt.date, by: Author) -> TeamSupport:
    """Say that a professional takes over from another; without a new organisation, for the same one."""
    organisation = person.organisation or officer.organisation
    team, following = _succeed(officer, person, on=on, by=by, organisation=organisation)
    record(
        by,
        gettext_noop("a noté que %(person)s prend la suite de %(before)s pour appuyer l'équipe %(team)s"),
        team,
        person=following,
        before=officer,
        team=team,
    )
    return following


@transaction.atomic
def end_support(officer: TeamSupport, *, on: dt.date, reason: str, by: Author) -> TeamSupport:
    """Say that a professional supports a team no more, from a day."""
    team, ended = _end(officer, on=on, reason=reason, by=by)
    record(
        by,
        gettext_noop("a noté que %(person)s n'appuie plus l'équipe %(team)s"),
        team,
        why=reason,
        person=ended,
        team=team,
    )
    return ended


def _appoint(
    model: type[_Someone],
    team: Team,
    person: NewPerson,
    *,
    on: dt.date,
    by: Author,
    **own: Organisation | None,
) -> _Someone:
    """Write that someone stands for a team; the same person is not named twice for one day."""
    lock([team])
    name = clean_text(person.name)
    if not name:
        raise Refused(_("Écrivez le nom de la personne : l'équipe doit savoir qui demander."))
    if not person.email and not person.telephone:
        raise Refused(
            _(
                "Donnez une adresse électronique ou un téléphone : sans l'un des deux, on ne peut pas joindre %s."
            )
            % name
        )
    if stage_of(team) == TeamStage.CLOSED:
        raise Refused(
            _("« %s » est close : demandez à l'équipe nationale de la rouvrir, puis nommez quelqu'un.")
            % team.name
        )
    held = model._default_manager.filter(team=team, retracted_at=None)
    spans = [
        (start, end)
        for known, start, end in held.values_list("name", "started_on", "ended_on")
        if fold(known) == fold(name)
    ]
    if overlap(on, None, spans):
        raise Refused(
            _("%(name)s est déjà en place pour « %(team)s » : rechargez la page pour le voir.")
            % {"name": name, "team": team.name}
        )
    return model._default_manager.create(
        team=team,
        name=name,
        email=person.email,
        telephone=person.telephone,
        user=User.objects.filter(email__iexact=person.email).first() if person.email else None,
        started_on=on,
        **own,
        **stamp(by),
    )


def _succeed(
    before: _Someone, person: NewPerson, *, on: dt.date, by: Author, **own: Organisation | None
) -> tuple[Team, _Someone]:
    """Write that someone takes the place of another, with no day between them."""
    team, _ended = _end(before, on=on, reason=str(_("relais")), by=by)
    return team, _appoint(type(before), team, person, on=on, by=by, **own)


def _end(held: _Someone, *, on: dt.date, reason: str, by: Author) -> tuple[Team, _Someone]:
    """End the place of someone, and the hat that went with it."""
    team = held.team
    lock([team])
    current = type(held)._default_manager.get(pk=held.pk)
    if current.ended_on is not None or current.retracted_at is not None:
        raise Refused(
            _("%(name)s n'est déjà plus en place pour « %(team)s » : rechargez la page pour voir qui l'est.")
            % {"name": current.name, "team": team.name}
        )
    if not reason.strip():
        raise Refused(_("Dites en quelques mots pourquoi cela se termine : un déménagement, un relais…"))
    ended = end_fact(current, on=on, reason=reason[:250], by=by)
    owner = Q(user=current.user_id) | (
        Q(user__email__iexact=current.email) if current.email else Q(pk__in=[])
    )
    hats = Grant.objects.believed().on(Perimeter("equipe", team.slug))
    for hat in hats.filter(owner, role=HATS[type(held)], ended_on=None):
        revoke_role(hat, on=on, reason=reason, by=by, label=team.name)
    return team, type(held)._default_manager.get(pk=ended.pk)
