"""Pledges: what an organisation says in public that it will bring, its renewal, what became of it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import FIRST_DAY, LAST_DAY, Author, correct, retract, stamp
from maillage.network.models import CommitmentKind, Organisation
from maillage.programme.models import Action, Outcome, Pledge, PledgeOutcome, PublicPolicy
from maillage.programme.operations.course import not_to_come


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Say what is pledged: of which nature, how much where it is known, from when to when, for what."""

    what: str
    kind: str
    started_on: dt.date
    ended_on: dt.date | None = None
    amount_cents: int | None = None
    quantity: Decimal | None = None
    unit: str = ""
    action: Action | None = None
    policy: PublicPolicy | None = None


def check_span(start: dt.date, end: dt.date | None) -> None:
    """Refuse days that no calendar of the register holds, and an end that does not follow its beginning."""
    for day in (start, end):
        if day is not None and not FIRST_DAY <= day < LAST_DAY:
            raise Refused(_("Le %s est hors du calendrier : écrivez une date entre 1900 et 2099.") % day)
    if end is not None and end <= start:
        raise Refused(
            _("La fin, le %(end)s, ne suit pas le début, le %(start)s : vérifiez les deux dates.")
            % {"end": formats.day(end), "start": formats.day(start)}
        )


def _check(told: Promise) -> None:
    """Refuse what cannot be pledged."""
    check_span(told.started_on, told.ended_on)
    is_money = told.kind == CommitmentKind.FINANCIAL
    if told.amount_cents is not None and not is_money:
        raise Refused(_("Un montant va avec de l'argent : videz cette case, ou changez la nature."))
    if told.amount_cents is not None and told.amount_cents <= 0:
        raise Refused(_("Un montant est plus grand que zéro : laissez vide s'il n'est pas connu."))
    if told.quantity is not None and is_money:
        raise Refused(_("De l'argent se compte en euros : écrivez le montant, et videz la quantité."))
    if told.quantity is not None and told.quantity <= 0:
        raise Refused(_("Une quantité est plus grande que zéro : laissez vide si elle n'est pas connue."))
    if (told.quantity is None) == bool(told.unit):
        raise Refused(
            _("Une quantité va avec son unité : écrivez les deux, par exemple « 12 » et « jours ».")
        )


@transaction.atomic
def pledge(
    organisation: Organisation,
    told: Promise,
    *,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> Pledge:
    """Write what an organisation pledges."""
    owner = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    _check(told)
    same = Pledge.objects.believed().of_organisation(owner)
    if same.filter(what=told.what, started_on=told.started_on).exists():
        raise Refused(_("Cet engagement est déjà inscrit pour ce jour : corrigez plutôt l'autre."))
    made = Pledge.objects.create(organisation=owner, **vars(told), **stamp(by))
    _record(by, gettext_noop("a inscrit l'engagement public « %(what)s » de « %(name)s »"), made)
    return made


@transaction.atomic
def renew(former: Pledge, told: Promise, *, on: dt.date, by: Author) -> Pledge:
    """Renew a pledge: the next one is of the same organisation, and begins when this one is over."""
    current = _locked(former)
    if current.ended_on is None:
        raise Refused(_("Cet engagement n'a pas de fin : il court encore, et n'a pas à être renouvelé."))
    if told.started_on < current.ended_on:
        raise Refused(
            _(
                "Le nouvel engagement commence avant la fin de celui-ci, le %s : choisissez un jour qui la suit."
            )
            % formats.day(current.ended_on)
        )
    made = pledge(current.organisation, told, on=on, by=by)
    _link(made, current)
    return made


@transaction.atomic
def say_renewal(row: Pledge, former: Pledge | None, *, on: dt.date, by: Author) -> Pledge:  # noqa: ARG001 - every operation says its day
    """Say which pledge, written apart, another one renews; none takes the link away."""
    current = _locked(row)
    if former is None:
        current.renews = None
        current.save(update_fields=["renews"])
        _record(
            by,
            gettext_noop("a dit que l'engagement « %(what)s » de « %(name)s » n'en renouvelle aucun"),
            current,
        )
        return current
    _link(current, _locked(former))
    _record(
        by,
        gettext_noop("a dit que l'engagement « %(what)s » de « %(name)s » renouvelle « %(former)s »"),
        current,
        former=former.what,
    )
    return current


def _link(row: Pledge, former: Pledge) -> None:
    """Write which pledge another renews: one of the same organisation, renewed once, and never in a circle."""
    key: int | None = former.pk
    while key is not None:
        if key == row.pk:
            raise Refused(
                _("Un engagement ne se renouvelle pas lui-même, ni en rond : choisissez-en un plus ancien.")
            )
        key = Pledge.objects.get(pk=key).renews_id
    if row.organisation_id != former.organisation_id:
        raise Refused(
            _("Ces deux engagements ne sont pas de la même organisation : choisissez-en un des siens.")
        )
    next_one = former.renewed_by.believed().exclude(pk=row.pk).first()
    if next_one is not None:
        raise Refused(
            _("« %s » le renouvelle déjà : un engagement se renouvelle une seule fois.") % next_one.what
        )
    row.renews = former
    row.save(update_fields=["renews"])


def _locked(row: Pledge) -> Pledge:
    """Return a pledge that nobody has taken back, and that nobody else changes until the end of the transaction."""
    current = Pledge.objects.believed().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if current is None:
        raise Refused(_("Cet engagement a été retiré : rechargez la page."))
    return current


@transaction.atomic
def say_outcome(
    row: Pledge, outcome: Outcome, *, seen_on: dt.date, words: str, on: dt.date, by: Author
) -> PledgeOutcome:
    """Say what became of a pledge on a day; a second time corrects the first."""
    current = _locked(row)
    not_to_come(seen_on, on)
    if current.started_on is not None and seen_on < current.started_on:
        raise Refused(
            _("Cet engagement commence le %s : il n'y a encore rien à constater ce jour-là.")
            % formats.day(current.started_on)
        )
    if outcome != Outcome.KEPT and not words:
        raise Refused(_("Dites pourquoi il n'est pas tenu, ou pas entièrement : quelques mots suffisent."))
    told = {"outcome": outcome, "on": seen_on, "words": words}
    former = current.outcomes.believed().first()
    if former is not None:
        made = correct(former, reason=_("constat corrigé"), by=by, **told)
    else:
        made = PledgeOutcome.objects.create(pledge=current, **told, **stamp(by))
    _record(
        by,
        gettext_noop("a dit l'engagement public « %(what)s » de « %(name)s » : %(outcome)s"),
        current,
        outcome=made.get_outcome_display(),
    )
    return made


@transaction.atomic
def take_back_pledge(row: Pledge, *, reason: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Take back a pledge that was never made; it stays in its history, and what was said of it with it."""
    current = _locked(row)
    next_one = current.renewed_by.believed().first()
    if next_one is not None:
        raise Refused(
            _("« %s » renouvelle cet engagement : retirez d'abord celui-là, puis celui-ci.") % next_one.what
        )
    for said in current.outcomes.believed():
        retract(said, reason=reason, by=by)
    retract(current, reason=reason, by=by)
    _record(
        by, gettext_noop("a retiré l'engagement public « %(what)s » de « %(name)s »"), current, why=reason
    )


def _record(by: Author, verb: str, row: Pledge, *, why: str = "", **words: object) -> None:
    """Write the line of the journal about a pledge."""
    record(by, verb, row, row.organisation, why=why, what=row.what, name=row.organisation, **words)
