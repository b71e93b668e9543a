"""The certificate of a signatory, and what it answers when someone checks it."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.documents import CERTIFICATE, print_pdf, qr_svg
from maillage.common.mail import site_link
from maillage.network.models import Signature, SigningFile


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Say what a certificate is worth on a day: never who signed, nor how to reach them."""

    file: SigningFile
    since: dt.date | None
    until: dt.date | None

    @property
    def holds(self) -> bool:
        """Tell whether the signature is in force."""
        return self.since is not None and self.until is None


def standing_of(file: SigningFile, *, on: dt.date) -> Standing:
    """Return what the certificate of a file is worth on a day; the register may have been corrected since."""
    signatures = Signature.objects.believed().of_charter(file.charter, file.organisation)
    held = signatures.as_of(on).first()
    if held is not None:
        return Standing(file=file, since=held.started_on, until=None)
    last = signatures.until(on).order_by("-started_on").first()
    return Standing(
        file=file, since=last.started_on if last else None, until=last.ended_on if last else file.decided_on
    )


def certificate_data(file: SigningFile) -> dict[str, object]:
    """Return what the certificate prints."""
    charter, number = file.charter, file.certificate or ""
    address = site_link(reverse("certificate", args=[number]))
    return {
        "title": _("Certificat de signature"),
        "name": file.organisation.name if file.organisation else file.name,
        "lines": [
            _("est signataire de : %(charter)s (version %(version)s).")
            % {"charter": charter.title, "version": charter.version},
            _("La signature est en vigueur depuis le %s.") % formats.day(file.decided_on),
            *([_("Décision : %s.") % file.sitting.body] if file.sitting else []),
            _("Merci d'agir avec nous pour que personne ne vieillisse seul."),
        ],
        "number": _("Certificat n° %s") % number,
        "date": formats.day(file.decided_on),
        "signed_by": settings.BRANDING["name"],
        "verify_url": address,
        "qr_svg": qr_svg(address),
    }


def certificate_pdf(file: SigningFile) -> bytes:
    """Return the certificate of a file as a PDF."""
    return print_pdf(CERTIFICATE, certificate_data(file))
