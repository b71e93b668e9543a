"""Who came: the sheet to print, the quick entry from it, the closing, the certificates, what people say."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.errors import Refused
from maillage.common.exports import attached
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.links import read_link
from maillage.network.views.national_page import data_of, today
from maillage.supports.exports.training_papers import certificate_pdf, sheet_pdf
from maillage.supports.forms.training_session_forms import (
    AddPresentForm,
    EvaluationForm,
    PresencesForm,
    ReopenForm,
)
from maillage.supports.models import Enrolment, Presence, Trained
from maillage.supports.operations.training_attendance import (
    add_present,
    close_attendance,
    note_presences,
    reopen_attendance,
)
from maillage.supports.operations.training_evaluations import give_evaluation
from maillage.supports.operations.training_session_letters import EVALUATION, EVALUATION_DAYS
from maillage.supports.views.training_desk import act, kept

GONE, LONGEST = 410, 30


def training_sheet(request: HttpRequest, key: int) -> HttpResponse:
    """Print the sheet of presence."""
    session = kept(request, key)
    people = list(Enrolment.objects.of(session).seated().with_people())
    content = sheet_pdf(session, list(session.half_days.in_order()), people)
    return attached(content, f"presences-{session.pk}.pdf", "application/pdf")


def training_presences(request: HttpRequest, key: int) -> HttpResponse:
    """Write who came to which half-day, as the sheet says."""
    session, day = kept(request, key), today()
    form = PresencesForm(
        data_of(request),
        people=list(Enrolment.objects.of(session).seated().with_people()),
        half_days=[row for row in session.half_days.in_order() if row.on <= day],
        noted=set(Presence.objects.of_session(session)),
    )

    def note(on: dt.date, by: Author) -> object:
        return note_presences(session, form.present, on=on, by=by)

    return act(
        request,
        session,
        form,
        _("Qui est venu"),
        note,
        _("Enregistrer les présences"),
        Right.KEEP_ATTENDANCE,
        lines=[_("Reprenez la feuille signée : décochez qui n'est pas venu.")],
    )


def training_add_present(request: HttpRequest, key: int) -> HttpResponse:
    """Write someone who came without being on the list."""
    session, form = kept(request, key), AddPresentForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Ajouter une personne venue sans être inscrite"),
        lambda on, by: add_present(session, form.asking, on=on, by=by),
        _("Ajouter"),
        Right.KEEP_ATTENDANCE,
    )


def training_close(request: HttpRequest, key: int) -> HttpResponse:
    """Close the attendance, and give the certificates."""
    session, form = kept(request, key), WorkForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Clore les présences"),
        lambda on, by: close_attendance(session, on=on, by=by),
        _("Clore, et remettre les attestations"),
        Right.KEEP_ATTENDANCE,
        lines=[
            _(
                "Qui a suivi au moins la moitié de la session est formé, et reçoit son attestation par message."
            ),
            _("Les chiffres compteront cette session."),
        ],
    )


def training_reopen(request: HttpRequest, key: int) -> HttpResponse:
    """Take the closing back, to correct it."""
    session, form = kept(request, key), ReopenForm(data_of(request))
    return act(
        request,
        session,
        form,
        _("Rouvrir les présences"),
        lambda on, by: reopen_attendance(session, form.cleaned_data["reason"], on=on, by=by),
        _("Rouvrir"),
        Right.KEEP_ATTENDANCE,
        danger=True,
    )


def training_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Say whether a certificate is true: for whom, which training, when, how long; nothing else."""
    trained = Trained.objects.certified(number[:LONGEST])
    shown = {"number": number[:LONGEST], "trained": trained}
    status = 200 if trained else 404
    return render(request, "supports/training/certificate.html", shown, status=status)


def training_certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Print a certificate that is true."""
    trained = get_object_or_404(
        Trained.objects.believed().with_people(), certificate=number[:LONGEST].upper()
    )
    return attached(certificate_pdf(trained), f"attestation-{trained.certificate}.pdf", "application/pdf")


def training_evaluation(request: HttpRequest, token: str) -> HttpResponse:
    """Let someone who came say what they think, by their personal link; nothing will tell that it is them."""
    try:
        data = read_link(EVALUATION, token, days=EVALUATION_DAYS)
    except Refused as refusal:
        return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)
    enrolment = get_object_or_404(Enrolment.objects.in_full(), pk=data["enrolment"])
    form = EvaluationForm(data_of(request))
    by = Author(at=timezone.now(), role="lien")
    return carry_out(
        request,
        form,
        template="supports/training/evaluation.html",
        do=lambda: give_evaluation(enrolment, **form.cleaned_data, on=today(), by=by),
        then=lambda _done: request.path,
        said=_("Merci : c'est enregistré, sans votre nom."),
        context={"session": enrolment.session, "done": enrolment.evaluated},
    )
