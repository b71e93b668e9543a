"""Enquiries of the public: the forms that anyone may send, and the page where one follows one's own."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.limits import refused
from maillage.common.links import read_link
from maillage.network.forms.enquiries import ChargeForm, EnquiryForm
from maillage.network.models import Cooperation, Enquiry, Team, Wish
from maillage.network.models.leads import PersonOfTeam
from maillage.network.operations.confirmations import PEOPLE
from maillage.network.operations.enquiries import (
    answer_enquiry,
    note_call,
    receive_enquiry,
    settle_enquiry,
    withdraw_enquiry,
)
from maillage.network.operations.enquiry_letters import (
    CHARGE,
    CHARGE_DAYS,
    FOLLOW,
    FOLLOW_DAYS,
    PROMISED,
    follow_link,
)
from maillage.network.views.national_page import data_of, today

LONGEST = 220
GONE = 410
FORM = "demande"


def named(request: HttpRequest, name: str) -> str:
    """Return a name that the address gives, if it may be one."""
    text = request.GET.get(name, "")
    return text if len(text) <= LONGEST and "\x00" not in text else ""


def enquire(request: HttpRequest, wish: str) -> HttpResponse:
    """Let anyone say what they wish, without an account."""
    if wish not in Wish.values:
        raise Http404
    team = Team.objects.at_address(named(request, "equipe"))
    cooperation = Cooperation.objects.at_address(named(request, "cooperation"))
    form = EnquiryForm(
        Wish(wish), data_of(request), team=team, cooperation=cooperation, place=named(request, "lieu")
    )
    if too_many := refused(request, FORM, form):
        return too_many
    return carry_out(
        request,
        form,
        template="network/enquiries/enquire.html",
        do=lambda: _keep(form),
        then=lambda enquiry: urlsplit(follow_link(enquiry)).path if enquiry else reverse("home"),
        context={
            "wish": Wish(wish),
            "to": team or cooperation,
            "promised": PROMISED,
            "crumbs": [Crumb(label=str(Wish(wish).label))],
        },
    )


def _keep(form: EnquiryForm) -> Enquiry | None:
    """Keep an enquiry; what a robot sends is forgotten."""
    if form.is_a_robot:
        return None
    return receive_enquiry(form.asked, on=today(), by=Author(at=timezone.now(), role="public"))


def _gone(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a link serves no more."""
    return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)


def enquiry_follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show someone where their own enquiry is, and let them take it back."""
    try:
        enquiry = get_object_or_404(
            Enquiry.objects.in_full(), pk=read_link(FOLLOW, token, days=FOLLOW_DAYS)["enquiry"]
        )
    except Refused as refusal:
        return _gone(request, refusal)
    by = Author(at=timezone.now(), role="lien")
    return carry_out(
        request,
        WorkForm(data_of(request)),
        template="network/enquiries/follow.html",
        do=lambda: withdraw_enquiry(enquiry, by=by),
        then=lambda _row: request.path,
        context={"enquiry": enquiry, "promised": PROMISED, "steps": enquiry.steps.in_order()},
    )


def _charged(token: str) -> tuple[Enquiry, PersonOfTeam]:
    """Return the enquiry of a link and who was given it; refuse whoever no longer stands for the team."""
    said = read_link(CHARGE, token, days=CHARGE_DAYS)
    enquiry = get_object_or_404(Enquiry.objects.in_full(), pk=said["enquiry"])
    held = PEOPLE[str(said["role"])].objects.believed().as_of(today())
    person = held.numbered(int(said["person"]))
    if person is None or person.team_id != enquiry.team_id:
        raise Refused(
            _(
                "Ce lien a été envoyé à une personne qui ne s'occupe plus de cette équipe, ou de cette demande."
            )
        )
    return enquiry, person


def enquiry_charge(request: HttpRequest, token: str) -> HttpResponse:
    """Let someone who stands for a team read an enquiry and say what they did, without an account."""
    try:
        enquiry, person = _charged(token)
    except Refused as refusal:
        return _gone(request, refusal)
    steps = list(enquiry.steps.in_order())
    form = ChargeForm(data_of(request), initial={"seen": len(steps)})
    by = Author(at=timezone.now(), user=person.user, role="lien")
    return carry_out(
        request,
        form,
        template="network/enquiries/charge.html",
        do=lambda: DONE[form.cleaned_data["done"]](enquiry, form.cleaned_data, by, person.name),
        then=lambda _row: request.path,
        said=_("C'est noté. Merci !"),
        context={"enquiry": enquiry, "steps": steps, "person": person, "now": by.at},
    )


Done = Callable[[Enquiry, Mapping[str, Any], Author, str], Enquiry]
DONE: Mapping[str, Done] = {
    ChargeForm.CALLED: lambda row, given, by, who: note_call(
        row, text=given["text"], seen=given["seen"], by=by, who=who
    ),
    ChargeForm.WROTE: lambda row, given, by, who: answer_enquiry(
        row, text=given["text"], seen=given["seen"], by=by, who=who
    ),
    ChargeForm.FULFILLED: lambda row, given, by, who: settle_enquiry(
        row, fulfilled=True, text=given["text"], seen=given["seen"], by=by, who=who
    ),
    ChargeForm.CLOSED: lambda row, given, by, who: settle_enquiry(
        row, fulfilled=False, text=given["text"], seen=given["seen"], by=by, who=who
    ),
}
