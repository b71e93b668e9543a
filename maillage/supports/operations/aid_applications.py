"""Ask for an aid: open an application, write it, join documents, hand it in, complete it, take it back."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.attachments import Document
from maillage.common.errors import Refused
from maillage.common.facts import Author, end_of_day, retract, stamp
from maillage.common.formats import euros
from maillage.common.versions import lock_version
from maillage.network.models import (
    Cooperation,
    CooperationSituation,
    CooperationStage,
    Organisation,
    OrganisationSituation,
    Team,
    TeamSituation,
    TeamStage,
)
from maillage.supports.models import (
    AidApplication,
    AidScheme,
    ApplicationFiled,
    ApplicationState,
    Attachment,
    SchemeState,
)
from maillage.supports.models.aid_applications import WAITING
from maillage.supports.operations import aid_letters as letters

MOST_ATTACHMENTS = 8
Beneficiary = Cooperation | Team | Organisation
_SITUATIONS: Mapping[str, Any] = {
    "cooperation": CooperationSituation,
    "team": TeamSituation,
    "organisation": OrganisationSituation,
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """Hold what a beneficiary writes: the project, the amount, the answers, whom to reach."""

    title: str = ""
    amount_cents: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    contact_name: str = ""
    contact_email: str = ""
    contact_telephone: str = ""


def seat_of(beneficiary: Beneficiary, on: dt.date) -> Any:
    """Return where a beneficiary sits on a day; none where nobody knows."""
    model = str(beneficiary._meta.model_name)
    rows = _SITUATIONS[model].objects.believed().as_of(on)
    return rows.filter(**{model: beneficiary}).select_related("commune", "departement").first()


def obstacles(scheme: AidScheme, beneficiary: Beneficiary, *, on: dt.date) -> list[str]:
    """Return why a beneficiary may not ask an aid, each reason a sentence; nothing when it may."""
    model = str(beneficiary._meta.model_name)
    if model not in scheme.for_whom:
        return [_("« %(aid)s » ne s'adresse pas à « %(name)s ».") % {"aid": scheme, "name": beneficiary}]
    seat = seat_of(beneficiary, on)
    found = _stage_obstacles(scheme, beneficiary, model, on)
    kinds = {kind.pk: str(kind) for kind in scheme.kinds.order_by("pk")}
    if model == "organisation" and kinds and (seat is None or seat.kind_id not in kinds):
        found.append(_("Cette aide est réservée à : %s.") % formats.listing(list(kinds.values())))
    places = _places(scheme)
    if places and not (seat and ({("d", seat.departement_id), ("c", seat.commune_id)} & set(places))):
        found.append(
            _("Cette aide est réservée à ces territoires : %s.") % formats.listing(list(places.values()))
        )
    return found


def _places(scheme: AidScheme) -> dict[tuple[str, int], str]:
    """Return the territories that an aid is for; none: everywhere."""
    departements = {("d", row.pk): row.name for row in scheme.departements.order_by("code")}
    return departements | {("c", row.pk): row.name for row in scheme.communes.order_by("code")}


def _stage_obstacles(scheme: AidScheme, beneficiary: Beneficiary, model: str, on: dt.date) -> list[str]:
    """Return why the stage of a beneficiary keeps it out."""
    asked: Sequence[str] = getattr(scheme, f"{model}_stages", ())
    if not asked or isinstance(beneficiary, Organisation):
        return []
    staged = type(beneficiary).objects.staged(as_of=on, known_at=end_of_day(on)).get(pk=beneficiary.pk)
    if staged.stage in asked:
        return []
    from_ = dict(_stages(model))
    return [_("Cette aide est réservée à ces étapes : %s.") % formats.listing([from_[one] for one in asked])]


def _stages(model: str) -> list[tuple[str, str]]:
    """Return the stages of a kind of beneficiary, with their words."""
    stages: list[Any] = list(CooperationStage if model == "cooperation" else TeamStage)
    return [(str(one), str(one.label)) for one in stages]


def refuse_day(scheme: AidScheme, on: dt.date) -> None:
    """Refuse what comes before the opening, or after the last day."""
    if scheme.takes(on):
        return
    if scheme.state == SchemeState.DRAFT or scheme.opens_on > on:
        raise Refused(
            _("« %(aid)s » n'est pas encore ouverte : elle le sera le %(day)s.")
            % {"aid": scheme, "day": formats.day(scheme.opens_on)}
        )
    raise Refused(
        _(
            "« %s » est fermée : on ne peut plus la demander. Appelez-nous, nous vous dirons quand la suivante ouvrira."
        )
        % scheme
    )


def _user(by: Author) -> User | None:
    return by.user if isinstance(by.user, User) else None


def locked(application: AidApplication) -> AidApplication:
    """Return an application as it is now; whoever else would change it waits."""
    return AidApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)


def subjects(application: AidApplication) -> list[models.Model]:
    """Return what the journal says an act is about."""
    return [application, application.beneficiary]


def refuse_move(application: AidApplication, state: ApplicationState) -> None:
    """Refuse a state that cannot follow the one an application is in."""
    if not application.may_become(state):
        raise Refused(
            _("La demande de « %(name)s » est %(state)s : rechargez la page pour voir ce qui reste possible.")
            % {"name": application.beneficiary, "state": application.get_state_display()}
        )


def _draft(application: AidApplication) -> AidApplication:
    """Return a draft, locked; what is handed in no longer changes."""
    current = locked(application)
    if not current.is_draft:
        raise Refused(
            _("Cette demande est déjà déposée : elle ne se modifie plus. Pour la corriger, appelez-nous.")
        )
    return current


def _opened(scheme: AidScheme, beneficiary: Beneficiary, *, on: dt.date, by: Author) -> AidApplication:
    """Return an application that begins, where its beneficiary may ask and has not."""
    scheme = AidScheme.objects.select_for_update().get(pk=scheme.pk)
    refuse_day(scheme, on)
    if reasons := obstacles(scheme, beneficiary, on=on):
        raise Refused(" ".join(reasons))
    model = str(beneficiary._meta.model_name)
    same = AidApplication.objects.filter(scheme=scheme, **{model: beneficiary})
    if same.standing().exists():
        raise Refused(
            _(
                "Une demande existe déjà pour « %(name)s » : elle est dans « Mes aides ». Rien n'est à refaire."
            )
            % {"name": beneficiary}
        )
    seat = seat_of(beneficiary, on)
    user = _user(by)
    return AidApplication.objects.create(
        scheme=scheme,
        opened_at=by.at,
        opened_by=user,
        departement=seat.departement if seat else None,
        commune=seat.commune if seat else None,
        contact_name=str(user or ""),
        contact_email=user.email if user else beneficiary.email,
        contact_telephone=beneficiary.telephone,
        **{model: beneficiary},
    )


@transaction.atomic
def open_application(
    scheme: AidScheme, beneficiary: Beneficiary, *, on: dt.date, by: Author
) -> AidApplication:
    """Begin an application; what the register knows is already written."""
    application = _opened(scheme, beneficiary, on=on, by=by)
    record(
        by,
        gettext_noop("a commencé une demande d'aide pour « %(name)s » : %(aid)s"),
        *subjects(application),
        name=beneficiary,
        aid=scheme,
    )
    return application


@transaction.atomic
def write_application(
    application: AidApplication,
    told: Told,
    *,
    version: int | None,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> AidApplication:
    """Keep what is written in a draft, even unfinished."""
    _draft(application)
    current = lock_version(application, version)
    for name, value in vars(told).items():
        setattr(current, name, dict(value) if name == "answers" else value)
    current.next_version(by)
    current.save()
    record(
        by,
        gettext_noop("a écrit la demande d'aide de « %(name)s »"),
        *subjects(current),
        name=current.beneficiary,
    )
    return current


@transaction.atomic
def take_up(
    application: AidApplication,
    former: AidApplication,
    *,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> AidApplication:
    """Copy the answers of a former application of the same beneficiary; the amount must be thought anew."""
    current = _draft(application)
    if former.beneficiary != current.beneficiary or former.pk == current.pk:
        raise Refused(_("On reprend une demande du même bénéficiaire : choisissez-en une autre."))
    asked = {question.label: question for question in current.scheme.questions.in_order()}
    for question in former.scheme.questions.in_order():
        same = asked.get(question.label)
        if same and same.kind == question.kind and question.key in former.answers:
            current.answers[same.key] = former.answers[question.key]
    current.title, current.amount_cents = former.title, None
    current.next_version(by)
    current.save()
    record(
        by,
        gettext_noop("a repris une ancienne demande d'aide de « %(name)s » : %(aid)s"),
        *subjects(current),
        name=current.beneficiary,
        aid=former.scheme,
    )
    return current


@transaction.atomic
def attach(
    application: AidApplication,
    document: Document,
    *,
    photo: bool = False,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> Attachment:
    """Keep a document joined to an application that its people may still change."""
    current = locked(application)
    if not photo and current.state not in (ApplicationState.DRAFT, ApplicationState.INCOMPLETE):
        raise Refused(
            _("Cette demande est déposée : on n'y joint plus rien, sauf si nous vous le demandons.")
        )
    if current.attachments.filter(is_photo=photo).count() >= (1 if photo else MOST_ATTACHMENTS):
        raise Refused(
            _("Huit pièces au plus, et une seule photo : retirez-en une avant d'en joindre une autre.")
        )
    kept = Attachment(
        application=current,
        name=document.name,
        media_type=document.media_type,
        size=len(document.content),
        digest=document.digest,
        is_photo=photo,
        added_at=by.at,
        added_by=_user(by),
    )
    kept.content.save(secrets.token_hex(16), ContentFile(document.content), save=False)
    kept.save()
    record(
        by,
        gettext_noop("a joint « %(file)s » à la demande d'aide de « %(name)s »"),
        *subjects(current),
        file=kept.name,
        name=current.beneficiary,
    )
    return kept


@transaction.atomic
def detach(attachment: Attachment, *, on: dt.date, by: Author) -> AidApplication:  # noqa: ARG001 - every operation says its day
    """Take a document off a draft."""
    current = _draft(attachment.application)
    name, stored = attachment.name, str(attachment.content.name)
    storage = attachment.content.storage
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(stored))
    record(
        by,
        gettext_noop("a retiré « %(file)s » de la demande d'aide de « %(name)s »"),
        *subjects(current),
        file=name,
        name=current.beneficiary,
    )
    return current


def _refuse_unfinished(application: AidApplication) -> None:
    """Refuse what lacks an answer, a contact, or an amount that the aid allows."""
    scheme = application.scheme
    missing = [
        question.label
        for question in scheme.questions.in_order()
        if question.required and application.answers.get(question.key) in (None, "")
    ]
    if not application.title:
        missing.insert(0, str(_("le projet en une phrase")))
    if not application.contact_email:
        missing.append(str(_("l'adresse électronique de la personne à joindre")))
    if missing:
        raise Refused(_("Il manque encore : %s. Complétez, puis déposez.") % formats.listing(missing))
    _refuse_amount(application)


def _refuse_amount(application: AidApplication) -> None:
    """Refuse less or more than what the aid gives."""
    scheme, amount = application.scheme, application.amount_cents
    if amount is None or not scheme.least_cents <= amount <= scheme.most_cents:
        raise Refused(
            _("Le montant demandé va de %(least)s à %(most)s : corrigez-le, puis déposez.")
            % {"least": euros(scheme.least_cents), "most": euros(scheme.most_cents)}
        )


@transaction.atomic
def submit_application(application: AidApplication, *, on: dt.date, by: Author) -> AidApplication:
    """Hand an application in: it no longer changes, and waits to be examined."""
    current = _draft(application)
    refuse_day(current.scheme, on)
    if reasons := obstacles(current.scheme, current.beneficiary, on=on):
        raise Refused(" ".join(reasons))
    _refuse_unfinished(current)
    _file(current, on=on, by=by)
    letters.received(current, on=on, by=by)
    record(
        by,
        gettext_noop("a déposé la demande d'aide de « %(name)s » : %(aid)s, %(amount)s"),
        *subjects(current),
        name=current.beneficiary,
        aid=current.scheme,
        amount=euros(current.amount_cents or 0),
    )
    return current


def _file(current: AidApplication, *, on: dt.date, by: Author) -> None:
    """Write that an application is handed in, at the seat of its beneficiary that day."""
    seat = seat_of(current.beneficiary, on)
    current.departement, current.commune = (seat.departement, seat.commune) if seat else (None, None)
    current.state, current.submitted_at = ApplicationState.SUBMITTED, by.at
    current.number = f"{on.year}-{current.pk:05d}"
    current.save()
    ApplicationFiled.objects.create(application=current, on=on, **stamp(by))


@transaction.atomic
def receive_application(
    scheme: AidScheme, beneficiary: Beneficiary, told: Told, *, on: dt.date, by: Author
) -> AidApplication:
    """Write an application that another tool received, under the rules of that day; its questions stay there."""
    current = _opened(scheme, beneficiary, on=on, by=by)
    for name, value in vars(told).items():
        setattr(current, name, dict(value) if name == "answers" else value or getattr(current, name))
    _refuse_amount(current)
    _file(current, on=on, by=by)
    record(
        by,
        gettext_noop("a inscrit la demande d'aide de « %(name)s », reçue par ailleurs : %(aid)s, %(amount)s"),
        *subjects(current),
        name=current.beneficiary,
        aid=current.scheme,
        amount=euros(current.amount_cents or 0),
    )
    return current


@transaction.atomic
def complete_application(
    application: AidApplication,
    answer: str,
    *,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> AidApplication:
    """Answer what was asked; the application waits to be examined again."""
    current = locked(application)
    asked = current.exchanges.unanswered().first()
    if asked is None or not current.may_become(ApplicationState.SUBMITTED):
        raise Refused(_("Aucune question n'attend de réponse sur cette demande : vous n'avez rien à faire."))
    asked.answer, asked.answered_at = answer, by.at
    asked.save()
    current.state = ApplicationState.SUBMITTED
    current.save()
    record(
        by,
        gettext_noop("a complété la demande d'aide de « %(name)s »"),
        *subjects(current),
        name=current.beneficiary,
    )
    return current


@transaction.atomic
def withdraw_application(
    application: AidApplication, reason: str, *, on: dt.date, by: Author
) -> AidApplication:
    """Take an application back; what was awarded and not paid goes back to its envelope."""
    current = locked(application)
    refuse_move(current, ApplicationState.WITHDRAWN)
    if current.payments.believed().exists():
        raise Refused(
            _("Une part de cette aide est déjà versée : la demande ne se retire plus. Appelez-nous.")
        )
    told = current.state in WAITING or current.is_granted
    for award in current.awards.believed():
        retract(award, reason=reason or str(_("la demande est retirée")), by=by)
    current.state, current.decision_reason = ApplicationState.WITHDRAWN, reason
    current.save()
    if told:
        letters.withdrawn(current, on=on, by=by)
    record(
        by,
        gettext_noop("a retiré la demande d'aide de « %(name)s »"),
        *subjects(current),
        why=reason,
        name=current.beneficiary,
    )
    return current
