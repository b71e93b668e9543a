"""What is printed about trainings: the sheet of presence to sign, the certificate."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.documents import CERTIFICATE, print_pdf, qr_svg
from maillage.common.formats import typo
from maillage.common.mail import site_link
from maillage.supports.models import Enrolment, HalfDay, Trained, TrainingSession
from maillage.supports.operations.training_letters import hours

SHEET = Path(__file__).resolve().parent.parent / "data" / "training_sheet.typ"
BLANK_LINES = 4  # for those who come without being on the list
AN_HOUR = 60
MOST_COLUMNS = 6  # half-days that a sheet holds: a signature needs 2 cm


def duration(minutes: int) -> str:
    """Write how long something lasts: « 1 h 30 », « 45 min »."""
    whole, rest = divmod(minutes, AN_HOUR)
    if not whole:
        return _("%d min") % rest
    return _("%(hours)d h %(minutes)02d") % {"hours": whole, "minutes": rest} if rest else _("%d h") % whole


def sheet_pdf(session: TrainingSession, half_days: Sequence[HalfDay], people: Sequence[Enrolment]) -> bytes:
    """Return the sheet of presence: one line for each person, one box to sign for each half-day."""
    where = ", ".join(filter(None, (session.place, session.commune.name if session.commune else "")))
    columns = [f"{formats.short_day(row.on)}\n{row.get_moment_display()}" for row in half_days]
    return print_pdf(
        SHEET,
        {
            "title": typo(_("Feuille de présence : %s") % session),
            "where": typo(where or _("en visioconférence")),
            "days": [typo(hours(half_day)) for half_day in half_days],
            "sheets": [
                columns[first : first + MOST_COLUMNS] for first in range(0, len(columns), MOST_COLUMNS)
            ],
            "people": [[str(row.trainee), row.house] for row in people],
            "blank": BLANK_LINES,
            "name_label": _("Nom"),
            "house_label": _("Équipe ou organisation"),
            "trainer_label": _("Signature de qui forme"),
            "notice": typo(
                _(
                    "Signez dans la case de chaque demi-journée. Vous n'êtes pas sur la liste ? Écrivez votre nom et "
                    "votre téléphone en bas."
                )
            ),
        },
    )


def certificate_pdf(trained: Trained) -> bytes:
    """Return the certificate of someone who was trained."""
    session = trained.holding.session
    address = site_link(reverse("training_certificate", args=[trained.certificate]))
    return print_pdf(
        CERTIFICATE,
        {
            "title": _("Attestation de formation"),
            "name": str(trained.trainee),
            "lines": [
                typo(_("a suivi la formation : %s.") % session),
                typo(
                    _("Session terminée le %(day)s ; durée suivie : %(duration)s.")
                    % {"day": formats.day(trained.on), "duration": duration(trained.minutes)}
                ),
                typo(_("Organisée par : %s.") % session.cooperation),
                typo(_("Merci d'agir avec nous pour que personne ne vieillisse seul.")),
            ],
            "number": _("Attestation n° %s") % trained.certificate,
            "date": formats.day(trained.on),
            "signed_by": settings.BRANDING["name"],
            "verify_url": address,
            "qr_svg": qr_svg(address),
        },
    )
