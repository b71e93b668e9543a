"""Personal links about a seat in a training: for who comes, and for who agrees that they come. No account needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.links import read_link
from maillage.network.views.national_page import data_of, today
from maillage.supports.forms.training_enrolment_forms import YES, AgreementForm
from maillage.supports.models import Enrolment, EnrolmentState
from maillage.supports.operations.training_enrolments import agree, decline, has_begun, telephone_of, withdraw
from maillage.supports.operations.training_letters import (
    AGREEMENT,
    AGREEMENT_DAYS,
    SEAT,
    SEAT_DAYS,
    hours,
)

GONE = 410


def _read(purpose: str, token: str, days: int) -> Enrolment:
    """Return the enrolment of a link."""
    return get_object_or_404(
        Enrolment.objects.in_full(), pk=read_link(purpose, token, days=days)["enrolment"]
    )


def _shown(enrolment: Enrolment) -> dict[str, object]:
    """Return what both pages print of an enrolment."""
    session = enrolment.session
    return {
        "enrolment": enrolment,
        "session": session,
        "days": [hours(half_day) for half_day in session.half_days.in_order()],
        "telephone": telephone_of(session),
    }


def _gone(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a link serves no more."""
    return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)


def training_seat(request: HttpRequest, token: str) -> HttpResponse:
    """Show someone where their own enrolment is, and let them take it back."""
    try:
        enrolment = _read(SEAT, token, SEAT_DAYS)
    except Refused as refusal:
        return _gone(request, refusal)
    now = timezone.now()
    waits = enrolment.state == EnrolmentState.WAITING
    return carry_out(
        request,
        WorkForm(data_of(request)),
        template="supports/training/seat.html",
        do=lambda: withdraw(enrolment, on=today(), by=Author(at=now, role="lien")),
        then=lambda _done: request.path,
        context={
            **_shown(enrolment),
            "rank": Enrolment.objects.rank_of(enrolment) if waits else None,
            "begun": has_begun(enrolment.session, now),
        },
    )


def training_agreement(request: HttpRequest, token: str) -> HttpResponse:
    """Let those who send someone, or who hold the session, say whether they agree; without an account."""
    try:
        enrolment = _read(AGREEMENT, token, AGREEMENT_DAYS)
    except Refused as refusal:
        return _gone(request, refusal)
    form = AgreementForm(data_of(request))
    return carry_out(
        request,
        form,
        template="supports/training/agreement.html",
        do=lambda: _answer(enrolment, form),
        then=lambda _done: request.path,
        said=_("C'est noté. Merci !"),
        context=_shown(enrolment),
    )


def _answer(enrolment: Enrolment, form: AgreementForm) -> Enrolment:
    """Agree, or decline with the reason that was written."""
    by, given = Author(at=timezone.now(), role="lien"), form.cleaned_data
    if given["answer"] == YES:
        return agree(enrolment, on=today(), by=by)
    return decline(enrolment, reason=given["reason"], on=today(), by=by)
