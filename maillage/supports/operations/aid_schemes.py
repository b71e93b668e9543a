"""Prepare an aid, its questions and its envelopes, publish it, close it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.common.slugs import free_slug
from maillage.network.models import Organisation, OrganisationKind
from maillage.supports.models import AidScheme, Envelope, Question, QuestionKind, SchemeState
from maillage.supports.models.aid_schemes import SCHEME_LIFE
from maillage.territory.models import Commune, Departement


@dataclass(frozen=True, kw_only=True)
class AidText:
    """Say what an aid is: to whom, when, how much, what must be reported."""

    kind: str
    name: str
    purpose: str
    opens_on: dt.date
    most_cents: int
    how: str = ""
    for_cooperations: bool = False
    for_teams: bool = False
    for_organisations: bool = False
    cooperation_stages: Sequence[str] = ()
    team_stages: Sequence[str] = ()
    kinds: Sequence[OrganisationKind] = ()
    departements: Sequence[Departement] = ()
    communes: Sequence[Commune] = ()
    closes_on: dt.date | None = None
    least_cents: int = 100
    report_months: int = 12
    criteria: Sequence[str] = ()
    hides_average: bool = False


_LISTS = ("kinds", "departements", "communes")


@dataclass(frozen=True, kw_only=True)
class NewQuestion:
    """Say what is asked, and how it is answered."""

    label: str
    kind: str
    help: str = ""
    choices: Sequence[str] = ()
    required: bool = True


def _locked(scheme: AidScheme) -> AidScheme:
    return AidScheme.objects.select_for_update().get(pk=scheme.pk)


def _refuse_bad_text(text: AidText) -> None:
    """Refuse an aid for nobody, dates or amounts in the wrong order."""
    if not (text.for_cooperations or text.for_teams or text.for_organisations):
        raise Refused(_("Dites à qui cette aide s'adresse : coopérations, équipes ou organisations."))
    if text.closes_on and text.closes_on < text.opens_on:
        raise Refused(_("Le dernier jour pour déposer vient après l'ouverture : vérifiez les deux dates."))
    if not 0 < text.least_cents <= text.most_cents:
        raise Refused(_("Le plus grand montant n'est pas sous le plus petit : vérifiez les deux."))


def _written(scheme: AidScheme, text: AidText) -> AidScheme:
    """Write what is said of an aid."""
    _refuse_bad_text(text)
    for name, value in vars(text).items():
        if name not in _LISTS:
            setattr(scheme, name, list(value) if isinstance(value, tuple | list) else value)
    scheme.save()
    for name in _LISTS:
        getattr(scheme, name).set(getattr(text, name))
    return scheme


@transaction.atomic
def prepare_aid(text: AidText, *, on: dt.date, by: Author) -> AidScheme:  # noqa: ARG001 - every operation says its day
    """Prepare an aid; nobody else sees it before it is published."""
    scheme = _written(AidScheme(slug=free_slug(AidScheme.objects.all(), text.name, "aide")), text)
    record(by, gettext_noop("a préparé l'aide « %(name)s »"), scheme, name=scheme)
    return scheme


@transaction.atomic
def change_aid(scheme: AidScheme, text: AidText, *, on: dt.date, by: Author) -> AidScheme:  # noqa: ARG001 - every operation says its day
    """Say otherwise what an aid is; who has already applied keeps what was handed in."""
    current = _written(_locked(scheme), text)
    record(by, gettext_noop("a changé l'aide « %(name)s »"), current, name=current)
    return current


def _refuse_answered(scheme: AidScheme) -> None:
    """Refuse to change questions that people have begun to answer."""
    if scheme.applications.exists():
        raise Refused(
            _(
                "Des demandes sont déjà commencées pour « %s » : ses questions ne changent plus. Pour poser d'autres "
                "questions, préparez une autre aide."
            )
            % scheme
        )


@transaction.atomic
def ask_question(scheme: AidScheme, new: NewQuestion, *, on: dt.date, by: Author) -> Question:  # noqa: ARG001 - every operation says its day
    """Add a question at the end of the form of an aid."""
    current = _locked(scheme)
    _refuse_answered(current)
    if new.kind == QuestionKind.CHOICE and len(new.choices) < 2:  # noqa: PLR2004 - a choice is among two at least
        raise Refused(_("Un choix propose au moins deux réponses : écrivez-en une par ligne."))
    last = current.questions.order_by("-rank").first()
    asked = Question.objects.create(
        scheme=current,
        rank=last.rank + 1 if last else 1,
        label=new.label,
        help=new.help,
        kind=new.kind,
        choices=list(new.choices) if new.kind == QuestionKind.CHOICE else [],
        required=new.required,
    )
    record(
        by,
        gettext_noop("a ajouté une question à l'aide « %(name)s » : %(question)s"),
        current,
        name=current,
        question=asked,
    )
    return asked


@transaction.atomic
def drop_question(question: Question, *, on: dt.date, by: Author) -> AidScheme:  # noqa: ARG001 - every operation says its day
    """Take a question off the form of an aid."""
    current = _locked(question.scheme)
    _refuse_answered(current)
    label = str(question)
    question.delete()
    record(
        by,
        gettext_noop("a retiré une question de l'aide « %(name)s » : %(question)s"),
        current,
        name=current,
        question=label,
    )
    return current


@transaction.atomic
def put_in(
    scheme: AidScheme,
    funder: Organisation,
    *,
    year: int,
    amount_cents: int,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> Envelope:
    """Say what a funder puts into an aid for a year; a second time, say it otherwise, never under what is awarded."""
    current = _locked(scheme)
    rows = Envelope.objects.select_for_update()
    envelope = rows.filter(scheme=current, funder=funder, year=year).first()
    envelope = envelope or Envelope(scheme=current, funder=funder, year=year)
    awarded = spent(envelope) if envelope.pk else 0
    if amount_cents < awarded:
        raise Refused(
            _("%(awarded)s sont déjà accordés sur cette enveloppe : elle ne peut pas être plus petite.")
            % {"awarded": euros(awarded)}
        )
    envelope.amount_cents = amount_cents
    envelope.save()
    record(
        by,
        gettext_noop("a mis %(amount)s de « %(funder)s » dans l'aide « %(name)s », pour %(year)s"),
        current,
        funder,
        name=current,
        funder=funder,
        year=year,
        amount=euros(amount_cents),
    )
    return envelope


def spent(envelope: Envelope) -> int:
    """Return what is awarded out of an envelope, as believed today."""
    return sum(award.amount_cents for award in envelope.awards.believed())


@transaction.atomic
def publish_aid(scheme: AidScheme, *, on: dt.date, by: Author) -> AidScheme:  # noqa: ARG001 - every operation says its day
    """Publish an aid: its page tells everybody how to ask for it."""
    current = _locked(scheme)
    if not SCHEME_LIFE.may_become(current.state, SchemeState.PUBLISHED):
        raise Refused(_("« %s » est déjà publiée.") % current)
    current.state = SchemeState.PUBLISHED
    current.save()
    record(by, gettext_noop("a publié l'aide « %(name)s »"), current, name=current)
    return current


@transaction.atomic
def close_aid(scheme: AidScheme, *, on: dt.date, by: Author) -> AidScheme:  # noqa: ARG001 - every operation says its day
    """Close an aid: nobody asks for it any more, what was asked goes on."""
    current = _locked(scheme)
    if not SCHEME_LIFE.may_become(current.state, SchemeState.CLOSED):
        raise Refused(_("« %s » n'est pas publiée : elle n'a pas à être fermée.") % current)
    current.state = SchemeState.CLOSED
    current.save()
    record(by, gettext_noop("a fermé l'aide « %(name)s »"), current, name=current)
    return current
