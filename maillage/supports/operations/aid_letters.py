"""The messages about an application: to the person to reach, and to them alone."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.common.mail import To, queue, site_link
from maillage.common.normalise.text import quoted
from maillage.supports.models import AidApplication, AidExchange, Award

LONGEST = 120  # letters of a name that the subject of a message holds


def _write(application: AidApplication, subject: str, *parts: str, kind: str, by: Author, key: str) -> None:
    ending = _("Une question ? Appelez-nous au %(telephone)s.") % {
        "telephone": formats.telephone(settings.BRANDING["telephone"])
    }
    page = site_link(reverse("my_aid", args=[application.pk]))
    words = [_("Bonjour,"), *(part for part in parts if part), _("Votre demande :"), page, ending]
    queue(
        To(email=application.contact_email, name=application.contact_name),
        subject=subject % quoted(str(application.scheme), LONGEST),
        text="\n\n".join([*words, settings.BRANDING["name"]]),
        kind=kind,
        because=_(
            "Vous recevez ce message parce que cette adresse a été donnée pour la demande d'aide de « %s »."
        )
        % quoted(str(application.beneficiary), LONGEST),
        at=by.at,
        key=key,
    )


def received(application: AidApplication, *, on: dt.date, by: Author) -> None:
    """Acknowledge an application."""
    _write(
        application,
        _("Nous avons bien reçu votre demande : %s"),
        _("La demande de « %(name)s » est déposée depuis le %(day)s, sous le numéro %(number)s. Merci !")
        % {"name": application.beneficiary, "day": formats.day(on), "number": application.number},
        _("Elle va être lue, puis décidée. Nous vous écrirons dans les deux cas."),
        kind="aide-deposee",
        by=by,
        key=f"aide-deposee:{application.pk}",
    )


def question(application: AidApplication, asked: AidExchange, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Ask for what an application lacks."""
    _write(
        application,
        _("Une question sur votre demande : %s"),
        _("Pour que la demande de « %s » avance, il nous manque ceci :") % application.beneficiary,
        asked.question,
        kind="aide-question",
        by=by,
        key=f"aide-question:{asked.pk}",
    )


def awarded(application: AidApplication, award: Award, *, on: dt.date, by: Author) -> None:
    """Tell that money is awarded."""
    _write(
        application,
        _("Votre demande est acceptée : %s"),
        _("« %(name)s » reçoit une aide de %(amount)s, décidée le %(day)s.")
        % {"name": application.beneficiary, "amount": euros(award.amount_cents), "day": formats.day(on)},
        application.decision_reason,
        _("La lettre est sur la page de votre demande, à imprimer ou à garder."),
        kind="aide-acceptee",
        by=by,
        key=f"aide-acceptee:{award.pk}",
    )


def refused(application: AidApplication, *, on: dt.date, by: Author) -> None:
    """Tell that an application is refused, and why."""
    _write(
        application,
        _("La réponse à votre demande : %s"),
        _(
            "La demande de « %(name)s » a été examinée le %(day)s. Elle n'a pas été retenue, pour cette raison :"
        )
        % {"name": application.beneficiary, "day": formats.day(on)},
        application.decision_reason,
        kind="aide-refusee",
        by=by,
        key=f"aide-refusee:{application.pk}",
    )


def withdrawn(application: AidApplication, *, on: dt.date, by: Author) -> None:
    """Tell that an application is withdrawn."""
    _write(
        application,
        _("Votre demande est retirée : %s"),
        _("La demande de « %(name)s » est retirée depuis le %(day)s.")
        % {"name": application.beneficiary, "day": formats.day(on)},
        application.decision_reason,
        kind="aide-retiree",
        by=by,
        key=f"aide-retiree:{application.pk}",
    )


def paid(application: AidApplication, amount_cents: int, payment: int, *, on: dt.date, by: Author) -> None:
    """Tell that money is paid, and when the report is due."""
    _write(
        application,
        _("Un versement pour votre projet : %s"),
        _("%(amount)s sont versés à « %(name)s » le %(day)s.")
        % {"amount": euros(amount_cents), "name": application.beneficiary, "day": formats.day(on)},
        _("Un compte rendu d'une page est attendu le %s au plus tard : ce que l'aide a permis, et une photo.")
        % formats.day(application.report_due_on),
        kind="aide-versee",
        by=by,
        key=f"aide-versee:{payment}",
    )


def report_due(application: AidApplication, when: str, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Remind that a report is waited for."""
    _write(
        application,
        _("Votre compte rendu : %s"),
        _("Le compte rendu de « %(name)s » est attendu le %(day)s. Une page suffit : ce que l'aide a permis.")
        % {"name": application.beneficiary, "day": formats.day(application.report_due_on)},
        kind="aide-compte-rendu",
        by=by,
        key=f"aide-compte-rendu:{application.pk}:{when}",
    )
