"""Decide signing files: say which organisation they are about, accept or refuse, end a signature, adopt a charter."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, start_of_day
from maillage.network.models import (
    Charter,
    Commitment,
    Organisation,
    SigningFile,
    SigningState,
    Sitting,
)
from maillage.network.operations import signing_letters as letters
from maillage.network.operations.charters import NewSignature, sign
from maillage.network.operations.organisations import NewOrganisation, enrol
from maillage.network.operations.places import Contact, Seat
from maillage.network.operations.signing import (
    locked,
    refuse_move,
    refuse_rivals,
    refuse_signed,
    refuse_two_writers,
)


@transaction.atomic
def attach_signing(
    file: SigningFile, organisation: Organisation | None, *, on: dt.date, by: Author
) -> SigningFile:
    """Say which organisation of the register a file is about; none: it is a new one."""
    refuse_two_writers(file.charter)
    current = locked(file)
    refuse_move(current, SigningState.WITHDRAWN)  # as long as it may be withdrawn, it is open
    before = current.organisation
    current.organisation = organisation
    refuse_signed(organisation, current.charter, on)
    refuse_rivals(current)
    if organisation:
        current.siret = organisation.siret or current.siret
    current.save()
    sentence = (
        gettext_noop("a rattaché le dossier de « %(name)s » à « %(organisation)s »")
        if organisation
        else gettext_noop("a dit que le dossier de « %(name)s » est celui d'une nouvelle organisation")
    )
    concerned = [row for row in (before, organisation) if row]
    record(by, sentence, current, *concerned, name=current, organisation=organisation or "")
    return current


@transaction.atomic
def decide_signing(
    file: SigningFile, *, accepted: bool, sitting: Sitting | None, reason: str, on: dt.date, by: Author
) -> SigningFile:
    """Accept a file, whose signature is in force from that day, or refuse it and say why."""
    current = locked(file)
    refuse_move(current, SigningState.ACCEPTED if accepted else SigningState.REFUSED)
    _refuse_bad_day(current, sitting, on, by)
    if not accepted and not reason.strip():
        raise Refused(
            _("Un refus porte son motif : écrivez à l'organisation pourquoi, et ce qu'elle peut faire.")
        )
    current.sitting, current.decided_on, current.decision_reason = sitting, on, reason.strip()
    if accepted:
        _accept(current, on, by)
    else:
        current.state = SigningState.REFUSED
    current.save()
    if accepted:
        letters.accepted(current, on=on, by=by)
        sentence = gettext_noop("a accepté la signature de « %(name)s » (%(charter)s, version %(version)s)")
    else:
        letters.refused(current, on=on, by=by)
        sentence = gettext_noop("a refusé la signature de « %(name)s » (%(charter)s, version %(version)s)")
    record(
        by,
        sentence,
        *(row for row in (current, current.organisation, sitting) if row),
        why=reason.strip(),
        name=current,
        charter=current.charter.title,
        version=current.charter.version,
    )
    return current


def _refuse_bad_day(file: SigningFile, sitting: Sitting | None, on: dt.date, by: Author) -> None:
    if sitting is not None and sitting.closed_at is not None:
        raise Refused(
            _("Le compte rendu de la séance « %s » est clos : choisissez une autre séance.") % sitting
        )
    if sitting is not None and sitting.held_on != on:
        raise Refused(
            _("La séance s'est tenue le %(held)s, et non le %(on)s : la décision porte le jour de sa séance.")
            % {"held": formats.day(sitting.held_on), "on": formats.day(on)}
        )
    if start_of_day(on) > by.at:
        raise Refused(
            _("Le %s n'est pas encore venu : une décision se date du jour où elle est prise.")
            % formats.day(on)
        )
    if file.submitted_at and start_of_day(on + dt.timedelta(days=1)) <= file.submitted_at:
        raise Refused(
            _("Ce dossier n'était pas encore déposé le %s : choisissez un jour qui suit son dépôt.")
            % formats.day(on)
        )


def _accept(file: SigningFile, on: dt.date, by: Author) -> None:
    if file.organisation is None:
        (file.organisation,) = enrol(
            [
                NewOrganisation(
                    name=file.name,
                    kind=file.kind,
                    seat=Seat(commune=file.commune, departement=file.departement),
                    siret=file.siret or None,
                    rna=file.rna or None,
                    contact=Contact(website=file.website, telephone=file.telephone),
                )
            ],
            by=by,
        )
    (file.signature,) = sign([NewSignature(charter=file.charter, signatory=file.organisation, on=on)], by=by)
    Commitment.objects.filter(signing_file=file).update(organisation=file.organisation)
    file.state, file.certificate = SigningState.ACCEPTED, f"{on.year}-{file.pk:05d}"


@transaction.atomic
def adopt_charter(*, kind: str, version: str, title: str, text: str, on: dt.date, by: Author) -> Charter:
    """Adopt a new version of a charter, signed from that day; the signatures of the older ones stay as they are."""
    versions = Charter.objects.select_for_update().filter(kind=kind).order_by("pk")
    for other in versions:
        if other.version == version:
            raise Refused(
                _("La version %(version)s existe déjà : donnez un autre numéro à la nouvelle.")
                % {"version": version}
            )
        if other.adopted_on is not None and other.adopted_on > on:
            raise Refused(
                _("La version %(version)s a été adoptée le %(day)s : la nouvelle ne peut pas dater d'avant.")
                % {"version": other.version, "day": formats.day(other.adopted_on)}
            )
    adopted = Charter.objects.create(kind=kind, version=version, title=title, text=text, adopted_on=on)
    record(
        by,
        gettext_noop("a adopté « %(title)s », version %(version)s, au %(day)s"),
        adopted,
        title=title,
        version=version,
        day=on,
    )
    return adopted
