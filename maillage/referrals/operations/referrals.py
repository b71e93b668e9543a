"""What may be done with a referral, from the wish of a person to what came of it."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of, end_of_day
from maillage.common.normalise import clean_text
from maillage.common.screening import refuse_identity
from maillage.network.models import Cooperation, Team
from maillage.referrals.models import (
    AVAILABILITY,
    REFERRAL_LIFE,
    ClosingReason,
    DeclineReason,
    Outcome,
    Referral,
    ReferralState,
    teams_there,
)
from maillage.referrals.models.referrals import ANSWER_DAYS
from maillage.referrals.operations.letters import readers, tell_animators, tell_team
from maillage.referrals.operations.opening import service_of
from maillage.referrals.operations.purge import leave
from maillage.territory.models import Commune, Quartier

# Nothing that is read as another letter or figure on the telephone: no 0 and O, no 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 4
_S = ReferralState


@dataclass(frozen=True, kw_only=True)
class Request:
    """Hold what is asked for someone, without their name, and how to reach who refers them."""

    wish: str
    referrer: str
    capacity: str
    telephone: str = ""
    email: str = ""
    age_band: str = ""
    availability: str = ""
    quartier: Quartier | None = None


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Say when the person agreed, how, and who heard it."""

    on: dt.date
    how: str
    by: str


@transaction.atomic
def prepare_referral(
    cooperation: Cooperation, commune: Commune, request: Request, *, on: dt.date, by: Author
) -> Referral:
    """Write a referral down; nobody else sees it until the person agreed and it is sent."""
    service_of(cooperation, on=on)
    in_reach(cooperation, commune, on=on)
    if request.quartier is not None and request.quartier.commune_id != commune.pk:
        raise Refused(_("Ce quartier n'est pas dans cette commune : choisissez-en un autre, ou aucun."))
    referrer = clean_text(request.referrer, max_length=150)
    if not referrer or not (request.telephone or request.email):
        raise Refused(_("Dites qui oriente, et comment la joindre : c'est elle que l'équipe appellera."))
    made = Referral.objects.create(
        code=_new_code(),
        cooperation=cooperation,
        commune=commune,
        quartier=request.quartier,
        wish=request.wish,
        age_band=request.age_band,
        availability=refuse_identity(clean_text(request.availability, max_length=AVAILABILITY)),
        referrer=referrer,
        capacity=request.capacity,
        telephone=request.telephone,
        email=request.email,
        opened_on=on,
        prepared_at=by.at,
        opened_by=by.user if isinstance(by.user, User) else None,
    )
    record(by, gettext_noop("a préparé une orientation"), cooperation)
    return made


def in_reach(cooperation: Cooperation, commune: Commune, *, on: dt.date) -> None:
    """Refuse a commune that a cooperation does not cover."""
    covered = cooperation.coverages.known_at(end_of_day(on)).as_of(on)
    if not covered.holding(commune).exists():
        raise Refused(
            _(
                "« %(commune)s » n'est pas sur le territoire de « %(cooperation)s » : appelez-nous, nous vous dirons "
                "qui peut vous répondre."
            )
            % {"commune": commune, "cooperation": cooperation.name}
        )


def _new_code() -> str:
    """Return a code that no referral bears: « O-7F3K »."""
    while True:
        code = "O-" + "".join(secrets.choice(ALPHABET) for _rank in range(CODE_LENGTH))
        if not Referral.objects.filter(code=code).exists():
            return code


@transaction.atomic
def send_referral(
    referral: Referral, team: Team, consent: Consent | None, *, on: dt.date, by: Author
) -> Referral:
    """Ask a team; without the consent of the person, nothing is sent."""
    row = _locked(referral, _S.SENT)
    service_of(row.cooperation, on=on)
    _consented(row, consent, on)
    if not teams_there(row.commune, as_of=on, known_at=end_of_day(on)).filter(pk=team.pk).exists():
        raise Refused(
            _("« %s » ne vient pas dans cette commune : choisissez une équipe de la liste.") % team.name
        )
    row.state, row.team = _S.SENT, team
    row.sent_on, row.answer_due_on = on, on + dt.timedelta(days=ANSWER_DAYS)
    row.answered_on, row.reminded_at, row.decline_reason = None, None, ""
    if not any(True for _reader in readers(row, on=on)):
        raise Refused(
            _(
                "Personne, dans « %s », ne peut recevoir d'orientation : ni référent qui ait une adresse, ni compte. "
                "Appelez l'équipe, ou choisissez-en une autre."
            )
            % team.name
        )
    row.save()
    tell_team(row, on=on, at=by.at)
    record(by, gettext_noop("a envoyé une orientation à une équipe"), row.cooperation)
    return row


def _consented(row: Referral, consent: Consent | None, on: dt.date) -> None:
    """Write the consent of the person; refuse to go on without it."""
    if consent is not None:
        row.consented_on, row.consent_how = consent.on, consent.how
        row.consent_by = clean_text(consent.by, max_length=150)
    if row.consented_on is None or not row.consent_how or not row.consent_by:
        raise Refused(
            _(
                "Sans l'accord de la personne, rien n'est envoyé : demandez-le-lui, puis dites quand, comment, et qui "
                "l'a recueilli."
            )
        )
    if row.consented_on > on:
        raise Refused(_("L'accord de la personne ne peut pas dater d'un jour à venir : vérifiez sa date."))


@transaction.atomic
def answer_referral(
    referral: Referral, *, accepts: bool, reason: str = "", on: dt.date, by: Author
) -> Referral:
    """Say that a team accepts, or cannot and why; one that accepted may still find that it cannot."""
    row = _locked(referral, _S.ACCEPTED if accepts else _S.DECLINED)
    if not accepts and reason not in DeclineReason.values:
        raise Refused(_("Dites pourquoi l'équipe ne peut pas : cela aide à trouver qui pourra."))
    row.state = _S.ACCEPTED if accepts else _S.DECLINED
    row.answered_on, row.decline_reason = on, "" if accepts else reason
    row.save()
    tell_animators(row, on=on, at=by.at)
    record(
        by,
        gettext_noop("a accepté une orientation")
        if accepts
        else gettext_noop("a répondu à une orientation que l'équipe ne peut pas"),
        row.cooperation,
    )
    return row


@transaction.atomic
def introduce(referral: Referral, *, met_on: dt.date, on: dt.date, by: Author) -> Referral:
    """Say on which day the team and the person met."""
    row = _locked(referral, _S.INTRODUCED)
    if met_on > on:
        raise Refused(
            _("La rencontre ne peut pas dater d'un jour à venir : notez-la quand elle aura eu lieu.")
        )
    if row.sent_on is not None and met_on < row.sent_on:
        raise Refused(
            _("L'orientation a été envoyée le %s : la rencontre vient après.") % formats.day(row.sent_on)
        )
    row.state, row.introduced_on = _S.INTRODUCED, met_on
    row.save()
    record(by, gettext_noop("a noté qu'une rencontre a eu lieu"), row.cooperation)
    return row


@transaction.atomic
def close_referral(
    referral: Referral, outcome: str, *, reason: str = "", on: dt.date, by: Author
) -> Referral:
    """Say what came of a referral; from then on it waits for its erasure."""
    row = _locked(referral, _S.CLOSED)
    if outcome not in {Outcome.LINK, Outcome.MET, Outcome.NOT_PURSUED}:
        raise Refused(_("Choisissez ce qu'il en est advenu."))
    if outcome == Outcome.NOT_PURSUED and reason not in ClosingReason.values:
        raise Refused(_("Dites pourquoi il n'y a pas de suite : choisissez le motif le plus proche."))
    if outcome != Outcome.NOT_PURSUED and row.state != _S.INTRODUCED:
        raise Refused(_("Notez d'abord le jour de la rencontre, puis ce qu'il en est advenu."))
    row.state, row.closed_on, row.outcome = _S.CLOSED, on, outcome
    row.closing_reason = reason if outcome == Outcome.NOT_PURSUED else ""
    row.save()
    record(by, gettext_noop("a clos une orientation"), row.cooperation)
    return row


@transaction.atomic
def withdraw_referral(referral: Referral, *, on: dt.date, by: Author) -> None:
    """Erase a referral at once: the person no longer agrees."""
    row = Referral.objects.select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if row is None:
        raise _gone()
    cooperation = row.cooperation
    leave(row, on=on, outcome=Outcome.WITHDRAWN)
    record(by, gettext_noop("a effacé une orientation, à la demande de la personne"), cooperation)


def _locked(referral: Referral, following: ReferralState) -> Referral:
    """Return a referral, locked, that may take a state; refuse any other."""
    row = Referral.objects.select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if row is None:
        raise _gone()
    if not REFERRAL_LIFE.may_become(row.state, following):
        raise Refused(
            _("L'orientation %(code)s est « %(state)s » : quelqu'un a répondu entre-temps. Relisez-la.")
            % {"code": row.code, "state": row.get_state_display()}
        )
    return row


def _gone() -> Refused:
    """Return the refusal of a referral that is no more there."""
    return Refused(
        _("Cette orientation n'est plus là : elle s'efface d'elle-même, ou la personne a changé d'avis.")
    )


@transaction.atomic
def remind(at: dt.datetime) -> int:
    """Write once more to the teams whose answer is late, and to those who animate; return how many referrals."""
    day = day_of(at)
    rows = list(Referral.objects.late(day).select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])
        tell_team(row, on=day, at=at, again=True)
        tell_animators(row, on=day, at=at, late=True)
    return len(rows)
