"""Declaring by a personal link: no account, on a telephone, with or without a network."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of, today
from maillage.tallies.forms.tally_forms import LinkTallyForm
from maillage.tallies.models import How, Period, TallyLink, due, lacking
from maillage.tallies.operations.links import LinkGone, note_use, open_link, send_link_again
from maillage.tallies.operations.rhythm import rhythm_of
from maillage.tallies.views.sheet import Sheet, before, tally_page

GONE = 410
AHEAD = 14  # periods that the page without a network knows, from the last one that is over


def _opened(token: str, code: str = "") -> Sheet:
    """Return the sheet that a link opens: of a period that the address names, or of the last one that is due."""
    on, now = today(), timezone.now()
    link = open_link(token, on=on)
    lead = link.lead
    months = rhythm_of(lead.team, on)
    period = Period.parse(code) if code else due(on, months)
    if period is None:
        raise Http404
    return Sheet(
        team=lead.team,
        period=period,
        how=How.LINK,
        who=lead.name,
        by=Author(at=now, user=lead.user, role="lien"),
        declared_at=lambda which: reverse("tally_of_link", args=[token, which.code]),
        corrected_at=lambda which: reverse("correct_by_link", args=[token, which.code]),
        form=LinkTallyForm,
        used=lambda: note_use(link, on=on),
        more={
            "action": reverse("tally_by_link", args=[token]),
            "offline_url": reverse("tally_offline", args=[token]),
            "others": SimpleLazyObject(lambda: _others(link, token, period)),
        },
    )


def _others(link: TallyLink, token: str, period: Period) -> list[tuple[str, str]]:
    """Return the other periods that wait, each with its address."""
    waiting = lacking(link.lead.team, on=today(), known_at=timezone.now())
    return [(str(one), reverse("tally_of_link", args=[token, one.code])) for one in waiting if one != period]


def tally_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the boxes of the period that is due, or say that it is declared; write what is sent, of any period."""
    sent = request.POST.get("period", "")
    try:
        return tally_page(request, _opened(token, sent if Period.parse(sent) else ""))
    except LinkGone as gone:
        return _gone(request, gone)


def tally_of_link(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Show one period: what is declared of it, or its boxes."""
    try:
        return tally_page(request, _opened(token, code))
    except LinkGone as gone:
        return _gone(request, gone)


def correct_by_link(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Show the boxes of a period with what was declared, to correct it."""
    try:
        sheet = _opened(token, code)
    except LinkGone as gone:
        return _gone(request, gone)
    sheet = replace(sheet, more={**sheet.more, "action": sheet.corrected_at(sheet.period)})
    return tally_page(request, sheet, correcting=True)


def tally_offline(request: HttpRequest, token: str) -> HttpResponse:
    """Give the page that the device keeps: it knows the periods to come, and what was declared last."""
    try:
        sheet = _opened(token)
    except LinkGone as gone:
        return _gone(request, gone)
    periods = [sheet.period]
    while len(periods) < AHEAD:
        periods.append(periods[-1].following)
    form = LinkTallyForm(initial={"period": sheet.period.code})
    context = {
        "sheet": sheet,
        "form": form,
        "periods": periods,
        **before(sheet.last),
        **sheet.more,
    }
    return render(request, "tallies/offline.html", context)


def _gone(request: HttpRequest, gone: LinkGone) -> HttpResponse:
    """Say why a link opens nothing, and send the one that serves where the person still leads the team."""
    link = gone.link
    context = {"sentence": str(gone), "may_ask": gone.may_be_sent_again and bool(link and link.lead.email)}
    if not (context["may_ask"] and link and "again" in request.POST):
        return render(request, "tallies/link_gone.html", context, status=GONE)
    by = Author(at=timezone.now(), user=link.lead.user, role="lien")
    return carry_out(
        request,
        WorkForm(data_of(request)),
        template="tallies/link_gone.html",
        do=lambda: send_link_again(link.lead, on=today(), by=by),
        then=lambda _sent: request.path,
        said=_("Le lien est parti : il arrive dans votre boîte aux lettres électronique."),
        context=context,
    )
