"""Sign the charter online: open a file, tell who one is and what one brings, hand it in, complete it, withdraw it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of
from maillage.network.models import (
    Charter,
    Commitment,
    Organisation,
    OrganisationKind,
    Signature,
    SigningExchange,
    SigningFile,
    SigningState,
)
from maillage.network.models.signing import HANDED_IN
from maillage.network.operations import signing_letters as letters
from maillage.network.operations.places import Seat
from maillage.territory.models import Departement

DRAFT_DAYS = 90  # how long an unfinished file, and its link, are kept


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Say who signs: an organisation of the register, or one that it lacks, with the sheets that it is not."""

    name: str
    organisation: Organisation | None = None
    siret: str = ""
    seat: Seat = Seat()
    set_aside: Sequence[Organisation] = ()


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """Say what an organisation is, where it commits, and how to reach whoever fills its file."""

    email: str
    telephone: str = ""
    kind: OrganisationKind | None = None
    rna: str = ""
    website: str = ""
    own_telephone: str = ""
    everywhere: bool = False
    departements: Sequence[Departement] = ()


@dataclass(frozen=True, kw_only=True)
class NewCommitment:
    """Say what is brought, and from when to when."""

    kind: str
    description: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    amount_cents: int | None = None
    hours: int | None = None


def locked(file: SigningFile) -> SigningFile:
    """Return a file as it is now; whoever else would change it waits."""
    return SigningFile.objects.select_for_update(of=("self",)).get(pk=file.pk)


def _draft(file: SigningFile) -> SigningFile:
    """Return a draft, locked; what is handed in no longer changes."""
    current = locked(file)
    if not current.is_draft:
        raise Refused(
            _("Ce dossier est déjà déposé : vous n'avez rien à refaire. Son suivi est sur sa page.")
        )
    return current


def refuse_signed(organisation: Organisation | None, charter: Charter, on: dt.date) -> None:
    """Refuse to sign twice the same version of a charter."""
    if organisation is None:
        return
    held = Signature.objects.in_force(on).filter(organisation=organisation, charter=charter).first()
    if held is not None:
        raise Refused(
            _(
                "« %(name)s » a déjà signé cette version de la charte, le %(day)s, et sa signature est en vigueur : "
                "il n'y a rien à refaire. Son certificat peut vous être renvoyé, appelez-nous."
            )
            % {"name": organisation.name, "day": formats.day(held.started_on)}
        )


def refuse_known(siret: str, organisation: Organisation | None) -> None:
    """Refuse a SIRET that another organisation of the register bears."""
    holder = Organisation.objects.filter(siret=siret).first() if siret else None
    if holder is not None and holder != organisation:
        raise Refused(
            _(
                "Le SIRET %(siret)s est celui de « %(holder)s » dans le registre : choisissez cette organisation, "
                "ou laissez la case du SIRET vide."
            )
            % {"siret": siret, "holder": holder.name}
        )


def refuse_rivals(file: SigningFile) -> None:
    """Refuse a second file in progress for the same organisation."""
    rival = SigningFile.objects.rival(file)
    if rival is not None:
        raise Refused(
            _(
                "Un dossier est déjà en cours pour « %(name)s » : quelqu'un l'a déposé le %(day)s. Vous n'avez rien "
                "à refaire ; parlez-en dans votre organisation, ou appelez-nous."
            )
            % {"name": file.name, "day": formats.day(rival.submitted_at and day_of(rival.submitted_at))}
        )


def refuse_two_writers(charter: Charter) -> None:
    """Make the other files of a charter wait until this transaction ends: two may name one organisation."""
    Charter.objects.select_for_update(no_key=True).get(pk=charter.pk)


def _identified(file: SigningFile, identity: Identity, on: dt.date) -> SigningFile:
    known = identity.organisation
    refuse_known(identity.siret, known)
    file.charter = Charter.objects.in_use(Charter.Kind.NATIONAL, on)
    refuse_signed(known, file.charter, on)
    file.organisation = known
    file.name = known.name if known else identity.name
    file.siret = (known.siret or identity.siret) if known else identity.siret
    place = identity.seat.fields()
    file.commune_id, file.departement_id = place["commune_id"], place["departement_id"]
    file.save()
    file.set_aside.set(identity.set_aside)
    return file


@transaction.atomic
def open_signing(identity: Identity, *, on: dt.date, by: Author) -> SigningFile:
    """Open the file of an organisation that wishes to sign the charter."""
    file = _identified(SigningFile(opened_at=by.at), identity, on)
    record(
        by, gettext_noop("a commencé un dossier de signature pour « %(name)s »"), *_subjects(file), name=file
    )
    return file


@transaction.atomic
def identify(file: SigningFile, identity: Identity, *, on: dt.date, by: Author) -> SigningFile:
    """Say otherwise who signs, while the file is a draft."""
    current = _identified(_draft(file), identity, on)
    record(by, gettext_noop("a dit autrement qui signe : « %(name)s »"), *_subjects(current), name=current)
    return current


@transaction.atomic
def introduce(file: SigningFile, told: Introduction, *, on: dt.date, by: Author) -> SigningFile:
    """Say what the organisation is and how to reach it; the link to the file goes to that address."""
    current = _draft(file)
    if not told.everywhere and not told.departements:
        raise Refused(
            _("Dites où votre organisation s'engage : partout en France, ou dans quels départements.")
        )
    current.contact_email, current.contact_telephone = told.email, told.telephone
    current.kind, current.rna = told.kind, told.rna
    current.website, current.telephone = told.website, told.own_telephone
    current.everywhere = told.everywhere
    current.save()
    current.departements.set([] if told.everywhere else told.departements)
    letters.your_link(current, on=on, by=by)
    record(by, gettext_noop("a présenté « %(name)s » dans son dossier de signature"), current, name=current)
    return current


@transaction.atomic
def propose_commitments(
    file: SigningFile,
    commitments: Sequence[NewCommitment],
    *,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> SigningFile:
    """Say what the organisation would bring; what was said before is replaced."""
    current = _draft(file)
    current.commitments.all().delete()
    Commitment.objects.bulk_create(
        [
            Commitment(signing_file=current, **vars(new)) for new in commitments
        ]  # each column is a field of NewCommitment
    )
    current.commitments_told_at = by.at
    current.save()
    record(by, gettext_noop("a dit ce que « %(name)s » apporterait"), current, name=current)
    return current


@transaction.atomic
def submit_signing(
    file: SigningFile, *, digest: str, name: str, capacity: str, on: dt.date, by: Author
) -> SigningFile:
    """Sign: the text that was read, by whom, in which capacity. The file then waits for a decision."""
    charter = Charter.objects.in_use(Charter.Kind.NATIONAL, on)
    refuse_two_writers(charter)
    current = _draft(file)
    if current.next_step != "text":
        raise Refused(_("Il manque une étape à ce dossier : reprenez-le là où il s'est arrêté, puis signez."))
    if digest != charter.digest:
        raise Refused(
            _(
                "Le texte de la charte a changé depuis que vous l'avez ouvert : relisez-le ci-dessous, puis signez."
            )
        )
    current.charter, current.charter_digest = charter, digest
    refuse_known(current.siret, current.organisation)
    refuse_signed(current.organisation, charter, on)
    refuse_rivals(current)
    current.signatory_name, current.signatory_capacity = name, capacity
    current.state, current.submitted_at = SigningState.SUBMITTED, by.at
    current.save()
    letters.received(current, on=on, by=by)
    record(
        by,
        gettext_noop("a déposé le dossier de signature de « %(name)s » (%(charter)s, version %(version)s)"),
        *_subjects(current),
        name=current,
        charter=charter.title,
        version=charter.version,
    )
    return current


@transaction.atomic
def ask_completion(file: SigningFile, question: str, *, on: dt.date, by: Author) -> SigningExchange:
    """Ask what a file lacks; it waits for the answer."""
    current = locked(file)
    refuse_move(current, SigningState.INCOMPLETE)
    current.state = SigningState.INCOMPLETE
    current.save()
    asked = SigningExchange.objects.create(
        file=current, question=question, asked_at=by.at, asked_by_id=by.user.pk if by.user else None
    )
    letters.question(current, asked, on=on, by=by)
    record(
        by,
        gettext_noop("a demandé de compléter le dossier de « %(name)s »"),
        *_subjects(current),
        name=current,
    )
    return asked


@transaction.atomic
def complete_signing(file: SigningFile, answer: str, *, on: dt.date, by: Author) -> SigningFile:  # noqa: ARG001 - every operation says its day
    """Answer what was asked; the file waits for its decision again."""
    current = locked(file)
    asked = current.exchanges.unanswered().first()
    if asked is None or not current.may_become(SigningState.SUBMITTED):
        raise Refused(_("Aucune question n'attend de réponse sur ce dossier : vous n'avez rien à faire."))
    asked.answer, asked.answered_at = answer, by.at
    asked.save()
    current.state = SigningState.SUBMITTED
    current.save()
    record(
        by,
        gettext_noop("a complété le dossier de signature de « %(name)s »"),
        *_subjects(current),
        name=current,
    )
    return current


@transaction.atomic
def withdraw_signing(file: SigningFile, reason: str, *, on: dt.date, by: Author) -> SigningFile:
    """Take a file back, by whoever opened it or for them."""
    current = locked(file)
    refuse_move(current, SigningState.WITHDRAWN)
    told = current.state in HANDED_IN
    current.state, current.decision_reason = SigningState.WITHDRAWN, reason
    current.save()
    if told:
        letters.withdrawn(current, on=on, by=by)
    record(
        by,
        gettext_noop("a retiré le dossier de signature de « %(name)s »"),
        *_subjects(current),
        why=reason,
        name=current,
    )
    return current


@transaction.atomic
def purge_drafts(at: dt.datetime) -> int:
    """Erase the drafts that nobody finished: an address that serves no more is not kept."""
    stale = SigningFile.objects.filter(
        state=SigningState.DRAFT, opened_at__lt=at - dt.timedelta(days=DRAFT_DAYS)
    )
    erased = stale.delete()[1].get(SigningFile._meta.label, 0)
    if erased:
        house = Author(at=at, role="maison")
        record(house, gettext_noop("a effacé %(count)d dossiers de signature jamais finis"), count=erased)
    return erased


def refuse_move(file: SigningFile, state: SigningState) -> None:
    """Refuse a state that cannot follow the one a file is in."""
    if not file.may_become(state):
        raise Refused(
            _("Le dossier de « %(name)s » est %(state)s : rechargez la page pour voir ce qui reste possible.")
            % {"name": file.name, "state": file.get_state_display()}
        )


def _subjects(file: SigningFile) -> list[SigningFile | Organisation]:
    return [file, *([file.organisation] if file.organisation else [])]
