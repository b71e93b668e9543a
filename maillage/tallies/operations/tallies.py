"""Declare what a team did, correct it, take it back; sent five times, it is written once."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract, stamp
from maillage.common.normalise import clean_text
from maillage.network.models import Team, TeamStage, TeamStageChange
from maillage.network.operations.places import lock
from maillage.tallies.models import LABELS, MOST, WORD, Counts, How, Period, Tally


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Say what a team declares of a period: what it counted, or that nothing was done, and a word."""

    counts: Counts = field(default_factory=Counts)
    nothing: bool = False
    word: str = ""
    how: How = How.PAGE
    filled_by: str = ""
    sent_as: uuid.UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Return what is declared as columns of a tally."""
        return {
            **vars(self.counts),
            "nothing": self.nothing,
            "word": clean_text(self.word, max_length=WORD, multiline=True),
            "how": self.how,
            "filled_by": clean_text(self.filled_by, max_length=150),
            "sent_as": self.sent_as,
        }


class AlreadyDeclared(Refused):
    """Refuse a tally of what is declared already, and hold what is: both are shown, one corrects the other."""

    def __init__(self, sentence: str, standing: Tally) -> None:
        super().__init__(sentence)
        self.standing = standing


@transaction.atomic
def declare(
    team: Team, period: Period, told: Declared, *, replaces: int | None = None, on: dt.date, by: Author
) -> tuple[Tally, bool]:
    """Write the tally of a team for a period; return it, and whether it had arrived before.

    `replaces` is the number of the tally that was on the page: what is declared now corrects it.
    """
    lock([team])
    if told.sent_as is not None and (arrived := Tally.objects.sent_by_device(told.sent_as)) is not None:
        return _arrived(arrived, team), True
    check_period(team, period, list(_changes(team)), on)
    check_counts(told)
    meeting = Tally.objects.believed().of_team(team).meeting(period)
    standing = meeting.first()
    if standing is not None and (standing.pk != replaces or standing.period != period):
        raise already_declared(standing, period)
    written = told.columns
    if standing is not None:
        made = correct(standing, reason=str(_("relevé corrigé")), by=by, **written)
        sentence = gettext_noop("a corrigé le relevé de l'équipe %(team)s, %(period)s")
    else:
        made = Tally.objects.create(
            team=team, period_on=period.first, months=period.months, **written, **stamp(by)
        )
        sentence = gettext_noop("a déclaré le relevé de l'équipe %(team)s, %(period)s")
    record(by, sentence, team, team=team, period=period)
    return made, False


def _changes(team: Team) -> QuerySet[TeamStageChange]:
    """Return the stages that a team entered, the last first."""
    return TeamStageChange.objects.believed().filter(team=team).latest_first()


def _arrived(tally: Tally, team: Team) -> Tally:
    """Return what a device sent before, or refuse a number that came from elsewhere."""
    if tally.team_id != team.pk:
        raise Refused(
            _("Ce relevé a déjà été reçu pour une autre équipe : ouvrez la page de nouveau et recopiez-le.")
        )
    return tally


def already_declared(standing: Tally, period: Period) -> AlreadyDeclared:
    """Return the refusal that says what is declared already."""
    return AlreadyDeclared(_already(standing, period), standing)


def _already(standing: Tally, period: Period) -> str:
    """Return the sentence that says what is declared already."""
    said = {
        "team": standing.team.name,
        "period": standing.period,
        "asked": period,
        "on": formats.moment(standing.known_from),
        "who": standing.filled_by or _("quelqu'un de l'équipe"),
    }
    if standing.period != period:
        return (
            _(
                "« %(team)s » a déjà déclaré %(period)s, le %(on)s : %(asked)s en fait partie ou le contient. "
                "Corrigez plutôt ce relevé, ou retirez-le d'abord."
            )
            % said
        )
    return (
        _(
            "« %(team)s » a déjà déclaré %(period)s : %(who)s, le %(on)s. Comparez les deux : si le vôtre est le bon, "
            "envoyez-le de nouveau, il corrigera l'autre."
        )
        % said
    )


def check_period(team: Team, period: Period, changes: Sequence[TeamStageChange], on: dt.date) -> None:
    """Refuse a period that is not over yet, or during which the team did not live, given its stages, the last first."""
    if on < period.opens:
        raise Refused(
            _("%(period)s n'est pas encore fini : vous pourrez le déclarer à partir du %(day)s.")
            % {"period": str(period).capitalize(), "day": formats.day(period.opens)}
        )
    if not changes:
        return
    if period.ends <= (first := changes[-1].changed_on):
        raise Refused(
            _("« %(team)s » existe depuis le %(day)s : %(period)s est avant. Choisissez une autre période.")
            % {"team": team.name, "period": period, "day": formats.day(first)}
        )
    # The stage that held when the period began, then those that were entered during it.
    held = next((one for one in changes if one.changed_on <= period.first), None)
    during = [one.stage for one in changes if period.first < one.changed_on < period.ends]
    if held is not None and {held.stage, *during} == {TeamStage.CLOSED}:
        raise Refused(
            _(
                "« %(team)s » est close depuis le %(day)s : %(period)s est après. Choisissez une autre période."
            )
            % {"team": team.name, "period": period, "day": formats.day(held.changed_on)}
        )


def check_counts(told: Declared) -> None:
    """Refuse numbers that cannot be, each with its sentence."""
    counts = told.counts
    if told.nothing:
        if not counts.is_empty:
            raise Refused(
                _("Vous avez choisi « Rien » et écrit des nombres : gardez l'un ou l'autre, puis envoyez.")
            )
        return
    if counts.is_empty:
        raise Refused(
            _("Écrivez un nombre au moins : les cases vides restent inconnues. S'il n'y a rien eu, dites-le.")
        )
    for name, value in vars(counts).items():
        if value is not None and value < 0:
            raise Refused(
                _("« %s » : un nombre n'est jamais négatif. Laissez vide ce qui n'est pas compté.")
                % LABELS[name]
            )
        if value is not None and value > MOST:
            raise Refused(
                _("« %(what)s » : %(most)s au plus. Un chiffre a peut-être été tapé deux fois ?")
                % {"what": LABELS[name], "most": formats.number(MOST)}
            )
    if counts.accompanied is not None and counts.reached is not None and counts.accompanied > counts.reached:
        raise Refused(
            _(
                "%(accompanied)s personnes accompagnées pour %(reached)s personnes touchées : qui est accompagné "
                "compte aussi parmi les personnes touchées. Vérifiez les deux nombres."
            )
            % {
                "accompanied": formats.number(counts.accompanied),
                "reached": formats.number(counts.reached),
            }
        )


@transaction.atomic
def take_back(tally: Tally, *, reason: str, by: Author) -> None:
    """Say that a tally should never have been written: a wrong team, a wrong month."""
    lock([tally.team])
    retract(tally, reason=reason, by=by)
    record(
        by,
        gettext_noop("a retiré le relevé de l'équipe %(team)s, %(period)s"),
        tally.team,
        why=reason,
        team=tally.team,
        period=tally.period,
    )


@transaction.atomic
def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - as every erasure is called
    """Forget who filled tallies, when they leave the register; what they counted stays."""
    Tally.objects.filter(filled_by__iexact=name).update(filled_by="")
