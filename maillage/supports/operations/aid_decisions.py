"""Examine an application, hear those who know, decide, pay, receive the report, close."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of, stamp, start_of_day
from maillage.common.formats import euros
from maillage.network.models import Carrying, Cooperation
from maillage.supports.models import (
    AidApplication,
    AidExchange,
    AidOpinion,
    AidPayment,
    AidReport,
    AidReview,
    ApplicationState,
    Award,
    Envelope,
)
from maillage.supports.models.aid_awards import HIGHEST_SCORE
from maillage.supports.operations import aid_letters as letters
from maillage.supports.operations.aid_applications import locked, refuse_move, subjects
from maillage.supports.operations.aid_schemes import spent
from maillage.territory.perimeter import Perimeter

_STATE = ApplicationState
_PERIMETERS = {"cooperation": "cooperation", "team": "equipe", "organisation": "porteur"}


@dataclass(frozen=True, kw_only=True)
class ReportText:
    """Say in one page what an aid allowed."""

    result: str
    people: int | None = None
    volunteers: int | None = None
    meetings: int | None = None
    spent_cents: int | None = None


def _user(by: Author) -> User | None:
    return by.user if isinstance(by.user, User) else None


@transaction.atomic
def ask_what_is_missing(
    application: AidApplication, question: str, *, on: dt.date, by: Author
) -> AidExchange:
    """Ask for what an application lacks; it waits for the answer."""
    current = locked(application)
    refuse_move(current, _STATE.INCOMPLETE)
    current.state = _STATE.INCOMPLETE
    current.save()
    asked = AidExchange.objects.create(
        application=current, question=question, asked_at=by.at, asked_by=_user(by)
    )
    letters.question(current, asked, on=on, by=by)
    record(
        by,
        gettext_noop("a demandé de compléter la demande d'aide de « %(name)s »"),
        *subjects(current),
        name=current.beneficiary,
    )
    return asked


@transaction.atomic
def examine(
    application: AidApplication,
    *,
    proposed_cents: int,
    words: str,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> AidApplication:
    """Say that an application is complete, and what is proposed to the committee."""
    current = locked(application)
    refuse_move(current, _STATE.EXAMINED)
    _refuse_concerned(current, by, day_of(by.at))
    if proposed_cents > (current.amount_cents or 0):
        raise Refused(
            _("%(asked)s sont demandés : on ne propose pas davantage. Corrigez le montant proposé.")
            % {"asked": euros(current.amount_cents or 0)}
        )
    current.state, current.instructed_by = _STATE.EXAMINED, _user(by)
    current.proposed_cents, current.examination = proposed_cents, words
    current.save()
    record(
        by,
        gettext_noop("a instruit la demande d'aide de « %(name)s » : %(amount)s proposés"),
        *subjects(current),
        name=current.beneficiary,
        amount=euros(proposed_cents),
    )
    return current


@transaction.atomic
def give_opinion(
    application: AidApplication,
    cooperation: Cooperation,
    *,
    word: str,
    words: str,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> AidOpinion:
    """Say what a cooperation thinks of an application; said again, it replaces what was said."""
    current = locked(application)
    if current.state not in (_STATE.SUBMITTED, _STATE.INCOMPLETE, _STATE.EXAMINED):
        raise Refused(_("Cette demande est déjà décidée : l'avis ne change plus rien, appelez-nous."))
    opinion, _new = AidOpinion.objects.update_or_create(
        application=current,
        cooperation=cooperation,
        defaults={"word": word, "words": words, "at": by.at, "by": _user(by)},
    )
    record(
        by,
        gettext_noop(
            "a donné l'avis de « %(cooperation)s » sur la demande d'aide de « %(name)s » : %(word)s"
        ),
        *subjects(current),
        cooperation,
        cooperation=cooperation,
        name=current.beneficiary,
        word=opinion,
    )
    return opinion


@transaction.atomic
def review(
    application: AidApplication,
    *,
    scores: Sequence[int | None],
    words: str,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> AidReview:
    """Say what a reviewer thinks of an application, with scores where the aid has criteria."""
    current = locked(application)
    if current.state not in (_STATE.SUBMITTED, _STATE.INCOMPLETE, _STATE.EXAMINED):
        raise Refused(_("Cette demande est déjà décidée : elle ne se note plus."))
    _refuse_concerned(current, by, day_of(by.at))
    given = [score for score in scores if score is not None]
    if len(scores) != len(current.scheme.criteria) or any(not 0 <= one <= HIGHEST_SCORE for one in given):
        raise Refused(_("Une note va de 0 à 5, une pour chaque critère : corrigez, puis enregistrez."))
    found, _new = AidReview.objects.update_or_create(
        application=current,
        reviewer=_user(by),
        defaults={"scores": list(scores), "words": words, "at": by.at},
    )
    record(
        by,
        gettext_noop("a lu la demande d'aide de « %(name)s »"),
        *subjects(current),
        name=current.beneficiary,
    )
    return found


def _refuse_concerned(application: AidApplication, by: Author, on: dt.date) -> None:
    """Refuse whoever applied, or belongs to the body that asks."""
    user = _user(by)
    if user is None:
        return
    if application.opened_by_id == user.pk:
        raise Refused(_("Vous avez préparé cette demande : quelqu'un d'autre doit l'examiner et la décider."))
    beneficiary = application.beneficiary
    worn = [Perimeter(_PERIMETERS[str(beneficiary._meta.model_name)], beneficiary.slug)]
    if application.team_id:
        carriers = Carrying.objects.believed().as_of(on).filter(team=application.team_id)
        slugs = carriers.order_by("pk").values_list("organisation__slug", flat=True)
        worn += [Perimeter("porteur", slug) for slug in slugs]
    grants = Grant.objects.in_force(on).filter(user=user)
    if any(grants.on(perimeter).exists() for perimeter in worn):
        raise Refused(
            _(
                "Vous êtes de « %s », qui demande cette aide : quelqu'un d'autre doit l'examiner et la décider."
            )
            % beneficiary
        )


def refuse_judge(application: AidApplication, by: Author, on: dt.date) -> None:
    """Refuse to decide to whoever examined, applied, or belongs to the body that asks."""
    user = _user(by)
    if user is not None and application.instructed_by_id == user.pk:
        raise Refused(_("Vous avez instruit cette demande : quelqu'un d'autre doit la décider."))
    _refuse_concerned(application, by, on)


def _refuse_bad_day(application: AidApplication, on: dt.date, by: Author) -> None:
    if start_of_day(on) > by.at:
        raise Refused(
            _("Le %s n'est pas encore venu : une décision se date du jour où elle est prise.")
            % formats.day(on)
        )
    if application.submitted_at and on < day_of(application.submitted_at):
        raise Refused(
            _("Cette demande n'était pas encore déposée le %s : choisissez un jour qui suit son dépôt.")
            % formats.day(on)
        )


def _refuse_too_much(application: AidApplication, envelope: Envelope, amount_cents: int, on: dt.date) -> None:
    """Refuse more than what is asked, than what is left, or money of another aid or year."""
    if amount_cents <= 0:
        raise Refused(_("Un montant accordé n'est pas nul : écrivez-le, ou refusez la demande."))
    if amount_cents > (application.amount_cents or 0):
        raise Refused(
            _("%(asked)s sont demandés : on n'accorde pas davantage. Corrigez le montant.")
            % {"asked": euros(application.amount_cents or 0)}
        )
    if envelope.scheme_id != application.scheme_id or envelope.year != on.year:
        raise Refused(
            _("L'enveloppe est celle de cette aide, et de l'année de la décision : choisissez celle de %s.")
            % on.year
        )
    left = envelope.amount_cents - spent(envelope)
    if amount_cents > left:
        raise Refused(
            _(
                "Il reste %(left)s dans l'enveloppe « %(envelope)s » : accordez moins, ou choisissez-en une autre."
            )
            % {"left": euros(left), "envelope": envelope}
        )


@transaction.atomic
def award(
    application: AidApplication,
    envelope: Envelope,
    *,
    amount_cents: int,
    reason: str,
    on: dt.date,
    by: Author,
) -> Award:
    """Award an amount out of an envelope; two decisions at once never award more than it holds."""
    # The envelope first, always: whoever else would draw on it waits here.
    envelope = Envelope.objects.select_for_update(of=("self",)).select_related("funder").get(pk=envelope.pk)
    current = locked(application)
    refuse_move(current, _STATE.AWARDED)
    refuse_judge(current, by, on)
    _refuse_bad_day(current, on, by)
    _refuse_too_much(current, envelope, amount_cents, on)
    current.state, current.decided_on, current.decision_reason = _STATE.AWARDED, on, reason.strip()
    current.save()
    made = Award.objects.create(
        application=current, envelope=envelope, on=on, amount_cents=amount_cents, **stamp(by)
    )
    letters.awarded(current, made, on=on, by=by)
    record(
        by,
        gettext_noop("a accordé %(amount)s à « %(name)s » : %(aid)s, enveloppe « %(envelope)s »"),
        *subjects(current),
        why=reason,
        name=current.beneficiary,
        aid=current.scheme,
        amount=euros(amount_cents),
        envelope=envelope,
    )
    return made


@transaction.atomic
def refuse_application(
    application: AidApplication, *, reason: str, on: dt.date, by: Author
) -> AidApplication:
    """Refuse an application, and say why."""
    current = locked(application)
    refuse_move(current, _STATE.REFUSED)
    refuse_judge(current, by, on)
    _refuse_bad_day(current, on, by)
    if not reason.strip():
        raise Refused(_("Un refus porte son motif : écrivez pourquoi, et ce que l'on peut faire."))
    current.state, current.decided_on, current.decision_reason = _STATE.REFUSED, on, reason.strip()
    current.save()
    letters.refused(current, on=on, by=by)
    record(
        by,
        gettext_noop("a refusé la demande d'aide de « %(name)s » : %(aid)s"),
        *subjects(current),
        why=reason,
        name=current.beneficiary,
        aid=current.scheme,
    )
    return current


def paid_so_far(application: AidApplication) -> int:
    """Return what is paid, as believed today."""
    return sum(payment.amount_cents for payment in application.payments.believed())


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the day some months later; the last of the month where that month is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return min(last, first + dt.timedelta(days=day.day - 1))


@transaction.atomic
def pay(application: AidApplication, *, amount_cents: int, on: dt.date, by: Author) -> AidPayment:
    """Note a payment; all of them together never pass what was awarded."""
    current = locked(application)
    given = Award.objects.of_application(current)
    if given is None or current.state not in (_STATE.AWARDED, _STATE.PAID):
        raise Refused(
            _("On verse une aide accordée dont le compte rendu n'est pas encore venu : rechargez la page.")
        )
    if start_of_day(on) > by.at or on < given.on:
        raise Refused(
            _("Un versement se date d'un jour passé, qui suit la décision du %s.") % formats.day(given.on)
        )
    left = given.amount_cents - paid_so_far(current)
    if not 0 < amount_cents <= left:
        raise Refused(
            _("Il reste %(left)s à verser sur %(awarded)s : corrigez le montant.")
            % {"left": euros(left), "awarded": euros(given.amount_cents)}
        )
    payment = AidPayment.objects.create(application=current, on=on, amount_cents=amount_cents, **stamp(by))
    current.state = _STATE.PAID
    current.report_due_on = current.report_due_on or months_after(on, current.scheme.report_months)
    current.save()
    letters.paid(current, amount_cents, payment.pk, on=on, by=by)
    record(
        by,
        gettext_noop("a noté un versement de %(amount)s à « %(name)s », le %(day)s"),
        *subjects(current),
        name=current.beneficiary,
        amount=euros(amount_cents),
        day=on,
    )
    return payment


@transaction.atomic
def report(application: AidApplication, text: ReportText, *, on: dt.date, by: Author) -> AidReport:  # noqa: ARG001 - every operation says its day
    """Receive the report of what an aid allowed."""
    current = locked(application)
    if not current.may_become(_STATE.REPORTED):
        raise Refused(
            _("Un compte rendu vient après un versement, et une seule fois : pour le corriger, appelez-nous.")
        )
    made = AidReport.objects.create(application=current, received_at=by.at, by=_user(by), **vars(text))
    current.state = _STATE.REPORTED
    current.save()
    record(
        by,
        gettext_noop("a rendu compte de l'aide reçue par « %(name)s »"),
        *subjects(current),
        name=current.beneficiary,
    )
    return made


@transaction.atomic
def close_application(application: AidApplication, *, on: dt.date, by: Author) -> AidApplication:  # noqa: ARG001 - every operation says its day
    """Close an application whose report was read."""
    current = locked(application)
    refuse_move(current, _STATE.CLOSED)
    current.state = _STATE.CLOSED
    current.save()
    record(
        by,
        gettext_noop("a clos la demande d'aide de « %(name)s »"),
        *subjects(current),
        name=current.beneficiary,
    )
    return current
