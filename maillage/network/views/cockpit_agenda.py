"""The dates of a cooperation in one's own calendar: a personal address, which can be renewed and closed."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import User
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.mail import site_link
from maillage.network.exports.agenda import CONTENT_TYPE, calendar_of
from maillage.network.models import AgendaAddress, Cooperation
from maillage.network.operations.agenda import close_agenda, open_agenda, read_agenda_token, token_of
from maillage.network.reach import wearing
from maillage.network.views.cockpit_page import author, data_of, found, frame, today


def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the personal address of the calendar; open it, renew it, or close it."""
    row = found(request, slug)
    user = actor_of(request).user
    if not isinstance(user, User):
        raise Http404
    by = author(request, row, Right.SEE_COOPERATION)
    closing = request.POST.get("act") == "close"
    mine = AgendaAddress.objects.open().of(row, user).first()
    path = reverse("cockpit_agenda_feed", args=[slug, token_of(mine)]) if mine else ""
    return carry_out(
        request,
        forms.Form(data_of(request)),
        template="network/cockpit/agenda.html",
        do=lambda: close_agenda(row, user, by=by) if closing else open_agenda(row, user, by=by),
        then=lambda _done: reverse("cockpit_agenda", args=[slug]),
        said=_("L'adresse est fermée.") if closing else _("Voici votre adresse."),
        context={
            **frame(row, "cockpit", title=_("Dans mon agenda")),
            "address": site_link(path) if path else "",
        },
    )


def agenda_feed(_request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Answer a calendar program: the address stands for its person, as long as they may read the cockpit."""
    address = read_agenda_token(token)
    if address is None or address.cooperation.slug != slug:
        raise Http404
    # The address was opened in a session that showed what its hats asked for; it reads, and changes nothing.
    actor = wearing(address.user, today=today(), strong=True)
    if not Cooperation.objects.seeable_by(actor).is_there(address.cooperation):
        raise Http404
    content = calendar_of(address.cooperation, today=today(), at=timezone.now())
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
