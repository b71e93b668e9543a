"""The messages that a session sends to all who are on its list: it changes, it is cancelled, its certificates."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import site_link
from maillage.supports.models import Enrolment, Trained, TrainingSession
from maillage.supports.operations.training_letters import hours, write_to

EVALUATION, EVALUATION_DAYS = "formation-avis", 90


def evaluation_link(enrolment: Enrolment) -> str:
    """Return the address where someone says what they think of a session."""
    return personal_link(EVALUATION, "training_evaluation", enrolment=enrolment.pk)


def _on_the_list(session: TrainingSession) -> list[Enrolment]:
    """Return who is to be told: whoever has a seat, or hopes for one."""
    return list(Enrolment.objects.live().filter(session=session).in_full().order_by("pk"))


def _telephone(session: TrainingSession) -> str:
    return formats.telephone(session.contact_telephone or settings.BRANDING["telephone"])


def changed(session: TrainingSession, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Tell everybody on the list the new days and place of a session."""
    when = "\n".join(hours(half_day) for half_day in session.half_days.in_order())
    for enrolment in _on_the_list(session):
        write_to(
            enrolment,
            _("Changement : %s"),
            _("La formation « %s » change. Voici ses jours et son lieu :") % session,
            "\n".join(filter(None, (when, session.place))),
            _("Si vous ne pouvez plus venir, dites-le : votre place ira à quelqu'un qui attend."),
            kind="formation-changement",
            by=by,
            key=f"formation-changement:{enrolment.pk}:{session.version}",
        )


def cancelled(session: TrainingSession, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - same
    """Tell everybody on the list that a session is cancelled, and why."""
    for enrolment in _on_the_list(session):
        write_to(
            enrolment,
            _("Annulation : %s"),
            _("La formation « %s » est annulée, pour cette raison :") % session,
            session.cancel_reason,
            _("Les prochaines formations : %s") % site_link(reverse("trainings")),
            _("Pour en parler avec quelqu'un : %s.") % _telephone(session),
            kind="formation-annulation",
            by=by,
            key=f"formation-annulation:{enrolment.pk}",
        )


def certified(enrolment: Enrolment, trained: Trained, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - same
    """Give someone their certificate, and ask what they think."""
    write_to(
        enrolment,
        _("Votre attestation : %s"),
        _("Merci d'avoir suivi la formation « %s ». Votre attestation, à garder et à imprimer :")
        % enrolment.session,
        site_link(reverse("training_certificate", args=[trained.certificate])),
        _("Dites-nous en deux minutes ce que vous en retenez ; rien ne dira que c'est vous :"),
        evaluation_link(enrolment),
        kind="formation-attestation",
        by=by,
        key=f"formation-attestation:{trained.certificate}",
    )
