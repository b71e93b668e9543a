"""Ask the recognised teams once a year whether they live: show who will get what, send, remind, close."""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import Batch, Recipient, To
from maillage.common.models import Unsubscription
from maillage.network.models import (
    Campaign,
    CampaignTeam,
    Confirmation,
    Team,
    TeamLead,
    TeamStage,
    TeamSupport,
)
from maillage.network.models.proposals import seal_of
from maillage.network.operations.confirmations import LINK_DAYS, PEOPLE, PURPOSE
from maillage.network.operations.places import lock
from maillage.territory.perimeter import Perimeter

KIND = "campagne-confirmation"
FAMILY = "campagne"
REMIND_AFTER = dt.timedelta(days=21)
EARLIEST, AHEAD = 2014, 1

Person = TeamLead | TeamSupport
# Makes the link of a person to the page of a team; in a preview, there is none yet.
Link = Callable[[Team, str, Person], str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Hold a team that will be asked: by e-mail, the people who will be; otherwise, the numbers to call."""

    team: Team
    people: tuple[tuple[str, Person], ...] = ()
    telephones: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Hold who will be asked what, before anything is sent."""

    batch: Batch
    by_email: tuple[Asked, ...]
    to_call: tuple[Asked, ...]

    @property
    def seal(self) -> str:
        """Return what tells this list from another: who gets a message, for which teams."""
        told = [
            *(one.to.email for one in self.batch),
            *(f"{asked.team.pk}" for asked in (*self.by_email, *self.to_call)),
        ]
        return seal_of("\n".join(told))

    @property
    def teams(self) -> list[Team]:
        """Return the teams that it asks."""
        return [asked.team for asked in (*self.by_email, *self.to_call)]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nobody to ask."""
        return not self.by_email and not self.to_call


def plan_campaign(*, year: int, perimeter: Perimeter, on: dt.date, at: dt.datetime) -> Plan:
    """Return who would be asked about a year in a place: the recognised teams that were not asked yet."""
    if not EARLIEST <= year <= on.year + AHEAD:
        raise Refused(_("Cette année ne se confirme pas : choisissez cette année, ou la suivante."))
    teams = Team.objects.placed(as_of=on, known_at=at).staged(as_of=on, known_at=at)
    teams = teams.at_stages([TeamStage.RECOGNISED]).seated_in(perimeter)
    asked = CampaignTeam.objects.in_year(year).values("team")
    told = Confirmation.objects.filter(year=year).exclude(asked_at=None, confirmed_on=None).values("team")
    left = teams.exclude(pk__in=asked).exclude(pk__in=told)
    return _planned(list(left), year=year, on=on, reminder=False)


def plan_reminder(campaign: Campaign, *, on: dt.date, at: dt.datetime) -> Plan:
    """Return who would be reminded: those who were written to three weeks ago, and gave no answer."""
    silent = campaign.teams.with_answers().unanswered().asked_before(at - REMIND_AFTER)
    teams = Team.objects.placed(as_of=on, known_at=at).staged(as_of=on, known_at=at).living()
    teams = teams.filter(pk__in=silent.values("team"))
    return _planned(list(teams), year=campaign.year, on=on, reminder=True)


def _no_link(_team: Team, _role: str, _person: Person) -> str:
    """Stand for a link that is written when the message is sent."""
    return _("(ici, un lien personnel)")


def _planned(teams: Sequence[Team], *, year: int, on: dt.date, reminder: bool) -> Plan:
    """Return the messages to the people of teams, one for each address, and the teams to call."""
    stopped = frozenset(Unsubscription.objects.filter(kind=FAMILY).values_list("email", flat=True))
    reached = [_reached(team, people, stopped) for team, people in _people_of(teams, on)]
    by_email = tuple(asked for asked in reached if asked.people)
    return Plan(
        batch=_batch(by_email, year=year, link=_no_link, reminder=reminder),
        by_email=by_email,
        to_call=tuple(asked for asked in reached if not asked.people),
    )


def _people_of(teams: Sequence[Team], on: dt.date) -> list[tuple[Team, list[tuple[str, Person]]]]:
    """Return the people who stand for teams on a day, the volunteers before the professionals."""
    found: dict[int, list[tuple[str, Person]]] = {team.pk: [] for team in teams}
    for role, model in PEOPLE.items():
        held = model._default_manager.believed().as_of(on).filter(team__in=found).select_related("user")
        for person in held.order_by("name", "pk"):
            found[person.team_id].append((role, person))
    return [(team, found[team.pk]) for team in teams]


def _reached(team: Team, people: Sequence[tuple[str, Person]], stopped: Collection[str]) -> Asked:
    """Return how a team is reached: its leads who can be written to, else its support officers, else by telephone."""
    for role in PEOPLE:
        written = tuple(
            (own, person) for own, person in people if own == role and _may_write(person, stopped)
        )
        if written:
            return Asked(team=team, people=written)
    numbers = [person.telephone for _role, person in people] + [team.telephone]
    return Asked(team=team, telephones=tuple(dict.fromkeys(filter(None, numbers))))


def telephones_of(teams: Sequence[Team], *, on: dt.date) -> dict[int, list[tuple[str, str]]]:
    """Return who to call for each team, and at which number; its own number last."""
    return {
        team.pk: [
            *((person.name, person.telephone) for _role, person in people if person.telephone),
            *([(team.name, team.telephone)] if team.telephone else []),
        ]
        for team, people in _people_of(teams, on)
    }


def _may_write(person: Person, stopped: Collection[str]) -> bool:
    """Tell whether someone has an address, still has their account, and did not stop the messages of campaigns."""
    left = person.user is not None and not person.user.is_active
    return bool(person.email) and not left and person.email.lower() not in stopped


def _batch(by_email: Iterable[Asked], *, year: int, link: Link, reminder: bool) -> Batch:
    """Return one message for each address, with a link for each team."""
    lines = sorted(
        (
            (person.email.lower(), asked.team, role, person)
            for asked in by_email
            for role, person in asked.people
        ),
        key=lambda line: (line[0], line[1].folded, line[3].pk),
    )
    recipients = []
    for address, theirs in groupby(lines, key=lambda line: line[0]):
        told = list(theirs)
        recipients.append(
            Recipient(
                to=To(email=address, name=told[0][3].name, user_id=told[0][3].user_id),
                text=_text(
                    told[0][3].name, [(team, link(team, role, p)) for _a, team, role, p in told], year
                ),
                because=ngettext(
                    "Vous recevez ce message parce que vous êtes la personne à joindre pour cette équipe : "
                    "%(teams)s.",
                    "Vous recevez ce message parce que vous êtes la personne à joindre pour ces équipes : "
                    "%(teams)s.",
                    len(told),
                )
                % {"teams": ", ".join(team.name for _a, team, _r, _p in told)[:150]},
                key=f"campagne:{year}:{'rappel' if reminder else 'demande'}:{address}:{_teams_key(told)}",
            )
        )
    subject = (
        _("Rappel : votre équipe vit-elle toujours ?") if reminder else _("Votre équipe vit-elle toujours ?")
    )
    return Batch(kind=KIND, subject=subject, recipients=tuple(recipients))


def _teams_key(told: Sequence[tuple[str, Team, str, Person]]) -> str:
    """Return what tells one message to an address from another of the same year: its teams."""
    keys = ",".join(str(key) for key in sorted({team.pk for _a, team, _r, _p in told}))
    return hashlib.sha256(keys.encode()).hexdigest()[:16]


def _text(name: str, teams: Sequence[tuple[Team, str]], year: int) -> str:
    """Return the words of a message."""
    asked = "\n\n".join(f"{team.name}\n{link}" for team, link in teams)
    return _(
        "Bonjour %(name)s,\n\n"
        "Une fois par an, nous demandons à chaque équipe si elle vit. Pour %(year)s, il suffit d'ouvrir la page de "
        "votre équipe, et d'appuyer sur un bouton :\n\n%(teams)s\n\n"
        "Aucun mot de passe n'est demandé. Le lien vaut %(days)d jours. Vous préférez le téléphone ? "
        "Appelez-nous, nous noterons votre réponse.\n\nMerci pour ce que vous faites."
    ) % {"name": name, "year": year, "teams": asked, "days": LINK_DAYS}


@transaction.atomic
def send_campaign(*, year: int, perimeter: Perimeter, seal: str, on: dt.date, by: Author) -> Campaign:
    """Ask the teams of a place about a year, if the list is still the one that was shown."""
    seen = plan_campaign(year=year, perimeter=perimeter, on=on, at=by.at)
    lock(seen.teams)
    plan = plan_campaign(year=year, perimeter=perimeter, on=on, at=by.at)
    _refuse_unseen(plan, seal)
    campaign, _new = Campaign.objects.get_or_create(
        year=year,
        perimeter_kind=perimeter.kind,
        perimeter_code=perimeter.code,
        defaults={"opened_at": by.at, "opened_by_id": by.user.pk if by.user else None},
    )
    if campaign.closed_on is not None:
        raise Refused(_("Cette campagne est close : rouvrez l'année suivante."))
    CampaignTeam.objects.bulk_create(
        CampaignTeam(
            campaign=campaign, team=asked.team, year=year, asked_at=by.at, by_email=bool(asked.people)
        )
        for asked in (*plan.by_email, *plan.to_call)
    )
    count = _send(plan, year=year, by=by, reminder=False)
    record(
        by,
        gettext_noop(
            "a demandé à %(teams)d équipes de confirmer %(year)s : %(messages)d messages, %(calls)d à appeler"
        ),
        campaign,
        *plan.teams,
        teams=len(plan.teams),
        year=str(year),
        messages=count,
        calls=len(plan.to_call),
    )
    return campaign


@transaction.atomic
def remind(campaign: Campaign, *, seal: str, on: dt.date, by: Author) -> int:
    """Remind once those who were written to and gave no answer, if the list is still the one that was shown."""
    current = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if current.closed_on is not None:
        raise Refused(_("Cette campagne est close : on ne relance plus personne."))
    plan = plan_reminder(current, on=on, at=by.at)
    _refuse_unseen(plan, seal)
    current.teams.filter(team__in=plan.teams).update(reminded_at=by.at)
    # Whoever cannot be written to any more is to be called.
    current.teams.filter(team__in=[asked.team for asked in plan.to_call]).update(by_email=False)
    count = _send(plan, year=current.year, by=by, reminder=True)
    record(
        by,
        gettext_noop("a relancé %(teams)d équipes pour %(year)s : %(messages)d messages"),
        current,
        *plan.teams,
        teams=len(plan.by_email),
        year=str(current.year),
        messages=count,
    )
    return count


def _refuse_unseen(plan: Plan, seal: str) -> None:
    """Refuse to send to a list that is not the one that was shown."""
    if plan.is_empty:
        raise Refused(
            _("Il n'y a personne à qui écrire : toutes les équipes de cette liste ont été interrogées.")
        )
    if plan.seal != seal:
        raise Refused(
            _("La liste a changé depuis que vous l'avez lue : la voici de nouveau. Relisez, puis envoyez.")
        )


def _send(plan: Plan, *, year: int, by: Author, reminder: bool) -> int:
    """Write the messages of a plan, each with its links; return how many there are."""
    confirmations = _confirmations(plan, year, by)

    def link(team: Team, role: str, person: Person) -> str:
        return personal_link(
            PURPOSE, "confirm_team", confirmation=confirmations[team.pk], role=role, person=person.pk
        )

    written = _batch(plan.by_email, year=year, link=link, reminder=reminder)
    return written.queue_all(at=by.at)


def _confirmations(plan: Plan, year: int, by: Author) -> Mapping[int, int]:
    """Return the key of the question asked of each team that is written to, asked now."""
    teams = [asked.team for asked in plan.by_email]
    held = Confirmation.objects.filter(year=year, team__in=teams)
    known = set(held.values_list("team_id", flat=True))
    Confirmation.objects.bulk_create(
        Confirmation(team=team, year=year) for team in teams if team.pk not in known
    )
    told = {a.team.pk: ", ".join(sorted({p.email for _r, p in a.people}))[:500] for a in plan.by_email}
    rows = list(held.all())
    for row in rows:
        row.asked_at, row.asked_to = by.at, told[row.team_id]
    Confirmation.objects.bulk_update(rows, ["asked_at", "asked_to"])
    return {row.team_id: row.pk for row in rows}


@transaction.atomic
def close_campaign(campaign: Campaign, *, on: dt.date, by: Author) -> Campaign:
    """Close a campaign; nobody is withdrawn: those who did not answer stay on the list to call."""
    current = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if current.closed_on is not None:
        raise Refused(_("Cette campagne est déjà close."))
    current.closed_on = on
    current.save(update_fields=["closed_on"])
    record(by, gettext_noop("a clos la campagne de confirmation %(year)s"), current, year=str(current.year))
    return current
