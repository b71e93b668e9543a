"""Ask a team once a year whether it lives, and write down its answer."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import To, queue
from maillage.network.models import (
    Answer,
    Confirmation,
    Team,
    TeamLead,
    TeamStage,
    TeamStageChange,
    TeamSupport,
)
from maillage.network.models.leads import PersonOfTeam
from maillage.network.operations.places import lock
from maillage.network.operations.team_life import put_to_sleep, wake_up
from maillage.network.operations.team_stages import refuse_future, stage_of

PURPOSE = "confirmation-equipe"
LINK_DAYS = 60
PEOPLE: dict[str, type[TeamLead] | type[TeamSupport]] = {"referent": TeamLead, "appui": TeamSupport}


def asked_people(team: Team, *, on: dt.date) -> list[PersonOfTeam]:
    """Return those whom a team is asked through: its leads who have an address, or else its support officers."""
    for model in PEOPLE.values():
        held = model.objects.believed().as_of(on).filter(team=team).reachable_by_email()
        if people := list(held.order_by("email", "pk")):
            return list(people)
    return []


@transaction.atomic
def ask_confirmation(team: Team, *, year: int, on: dt.date, by: Author) -> Confirmation:
    """Ask by e-mail those who stand for a team whether it lives: its leads, or else its support officers."""
    lock([team])
    if stage_of(team) == TeamStage.CLOSED:
        raise Refused(_("« %s » est close : il n'y a plus rien à lui demander.") % team.name)
    confirmation, _new = Confirmation.objects.get_or_create(team=team, year=year)
    _refuse_answered(confirmation)
    asked = asked_people(team, on=on)
    if not asked:
        raise Refused(
            _(
                "Personne, dans « %s », n'a d'adresse électronique au registre : appelez l'équipe, puis notez sa "
                "réponse ici."
            )
            % team.name
        )
    for person in asked:
        _write_to(confirmation, person, on=on, by=by)
    confirmation.asked_at, confirmation.asked_to = by.at, ", ".join(person.email for person in asked)[:500]
    confirmation.save(update_fields=["asked_at", "asked_to"])
    record(
        by,
        gettext_noop("a demandé à l'équipe %(team)s de confirmer qu'elle vit en %(year)s"),
        team,
        team=team,
        year=str(year),
    )
    return confirmation


def _write_to(confirmation: Confirmation, person: PersonOfTeam, *, on: dt.date, by: Author) -> None:
    """Queue the question to someone, with a link that is theirs."""
    team, year = confirmation.team, confirmation.year
    role = next(role for role, model in PEOPLE.items() if isinstance(person, model))
    said = {
        "name": person.name,
        "team": team.name,
        "year": year,
        "days": LINK_DAYS,
        "link": personal_link(
            PURPOSE, "confirm_team", confirmation=confirmation.pk, role=role, person=person.pk
        ),
    }
    queue(
        To(email=person.email, name=person.name, user_id=person.user_id),
        subject=_("L'équipe « %(team)s » vit-elle toujours ?") % said,
        text=_(
            "Bonjour %(name)s,\n\n"
            "Une fois par an, nous demandons à chaque équipe si elle vit. Pour « %(team)s », en %(year)s, il suffit "
            "d'ouvrir cette page et d'appuyer sur un bouton :\n\n%(link)s\n\n"
            "Aucun mot de passe n'est demandé. Le lien vaut %(days)s jours. Si une autre personne de l'équipe a déjà "
            "répondu, vous n'avez rien à faire.\n\nMerci pour ce que vous faites."
        )
        % said,
        kind="confirmation-equipe",
        because=_("Vous recevez ce message parce que vous êtes la personne à joindre pour l'équipe « %s ».")
        % team.name,
        at=by.at,
        key=f"confirmation:{team.pk}:{year}:{role}-{person.pk}:{on:%Y%m%d}",
    )


@transaction.atomic
def confirm_team(team: Team, *, year: int, answer: str, who: str, on: dt.date, by: Author) -> Confirmation:
    """Write the yearly answer of a team: it lives (and wakes up), it pauses, it is over (it rests; people close it)."""
    lock([team])
    if answer not in Answer.values:
        raise Refused(
            _("Choisissez une des trois réponses : l'équipe vit, elle est en pause, ou elle est terminée.")
        )
    stage = stage_of(team)
    if stage == TeamStage.CLOSED:
        raise Refused(
            _("« %s » est close dans le registre. Si elle vit, appelez-nous : nous la rouvrirons avec vous.")
            % team.name
        )
    _refuse_another_time(team, on=on, by=by)
    confirmation, _new = Confirmation.objects.get_or_create(team=team, year=year)
    _refuse_answered(confirmation)
    confirmation.answer, confirmation.confirmed_by = answer, who[:200]
    confirmation.confirmed_at, confirmation.confirmed_on = by.at, on
    confirmation.save(update_fields=["answer", "confirmed_by", "confirmed_at", "confirmed_on"])
    record(
        by,
        gettext_noop("a répondu pour l'équipe %(team)s en %(year)s : « %(answer)s »"),
        team,
        team=team,
        year=str(year),
        answer=Answer(answer).label,
    )
    if answer == Answer.LIVES and stage == TeamStage.DORMANT:
        wake_up(team, on=on, by=by)
    elif answer != Answer.LIVES and stage != TeamStage.DORMANT:
        put_to_sleep(team, on=on, reason=str(Answer(answer).label), by=by)
    return confirmation


def _refuse_another_time(team: Team, *, on: dt.date, by: Author) -> None:
    """Refuse an answer of a day that has not come, or that comes before the team."""
    refuse_future(on, by)
    first = TeamStageChange.objects.believed().filter(team=team).latest_first().last()
    if first is not None and on < first.changed_on:
        raise Refused(
            _("« %(team)s » existe depuis le %(first)s : sa réponse ne peut pas dater du %(on)s.")
            % {"team": team.name, "first": formats.day(first.changed_on), "on": formats.day(on)}
        )


def _refuse_answered(confirmation: Confirmation) -> None:
    """Refuse, with thanks, a question that has its answer."""
    if confirmation.confirmed_on is not None:
        raise Refused(
            _("« %(team)s » a déjà répondu pour %(year)s, le %(on)s : « %(answer)s ». Merci, tout est noté.")
            % {
                "team": confirmation.team.name,
                "year": confirmation.year,
                "on": formats.day(confirmation.confirmed_on),
                "answer": confirmation.get_answer_display(),
            }
        )
