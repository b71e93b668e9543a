"""Pledges at work: those of which news is due, the others, what is written and taken back of each."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.models import Organisation
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.programme.forms.course_forms import TakeBackForm
from maillage.programme.forms.pledge_forms import OutcomeForm, OwnerForm, PledgeForm, RenewalForm
from maillage.programme.models import Outcome, Pledge, PledgeOutcome
from maillage.programme.operations.pledges import pledge, renew, say_outcome, say_renewal, take_back_pledge

RIGHT = Right.WRITE_PROGRAMME
PER_PAGE = 30


def _pledge(request: HttpRequest, key: int) -> Pledge:
    """Return a pledge to those who keep the programme; for others, it does not exist."""
    needs(request, RIGHT)
    return get_object_or_404(Pledge.objects.believed().in_full(), pk=key)


def _desk() -> Crumb:
    return Crumb(label=_("Tenir les engagements"), url=reverse("keep_pledges"))


def _page(row: Pledge) -> str:
    return reverse("keep_pledge", args=[row.pk])


def _above(row: Pledge) -> Crumb:
    return Crumb(label=row.what, url=_page(row))


def keep_pledges(request: HttpRequest) -> HttpResponse:
    """List the pledges: those of which news is due first, then all of them."""
    needs(request, RIGHT)
    page = Paginator(Pledge.objects.believed().in_full(), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"due": list(Pledge.objects.due(today())), "page": page, "rows": list(page.object_list)}
    return render(request, "programme/keep_pledges.html", shown)


def keep_pledge(request: HttpRequest, key: int) -> HttpResponse:
    """Show a pledge, with what may be said of it."""
    row = _pledge(request, key)
    shown = {
        "row": row,
        "outcome": PledgeOutcome.objects.believed().about(row).first(),
        "next": row.renewed_by.believed().first(),
        "crumbs": [_desk(), Crumb(label=row.what)],
    }
    return render(request, "programme/keep_pledge.html", shown)


def choose_pledger(request: HttpRequest) -> HttpResponse:
    """Look for the organisation that pledges."""
    needs(request, RIGHT)
    form = OwnerForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = list(Organisation.objects.looked_for(words, day=today())[:PER_PAGE]) if words else []
    shown = {
        "form": form,
        "words": words,
        "found": found,
        "crumbs": [_desk(), Crumb(label=_("Inscrire un engagement"))],
    }
    return render(request, "programme/choose_pledger.html", shown)


def new_pledge(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what an organisation pledges."""
    needs(request, RIGHT)
    owner = get_object_or_404(Organisation, slug=slug)
    form = PledgeForm(data_of(request), initial={"started_on": today()})
    return act(
        request,
        form,
        _("Inscrire un engagement"),
        lambda on, by: pledge(owner, form.told, on=on, by=by),
        by=author(request, RIGHT, owner),
        above=_desk(),
        then=_page,
        lines=[owner.name],
    )


def renew_pledge(request: HttpRequest, key: int) -> HttpResponse:
    """Renew a pledge."""
    row = _pledge(request, key)
    form = PledgeForm(data_of(request), initial=PledgeForm.following(row))
    return act(
        request,
        form,
        _("Renouveler cet engagement"),
        lambda on, by: renew(row, form.told, on=on, by=by),
        by=author(request, RIGHT, row.organisation),
        above=_above(row),
        then=_page,
        lines=[row.organisation.name],
    )


def pledge_renewal(request: HttpRequest, key: int) -> HttpResponse:
    """Say which pledge, written apart, a pledge renews."""
    row = _pledge(request, key)
    form = RenewalForm(data_of(request), row=row, initial={"former": row.renews_id})
    return act(
        request,
        form,
        _("Dire quel engagement il renouvelle"),
        lambda on, by: say_renewal(row, form.cleaned_data["former"], on=on, by=by),
        by=author(request, RIGHT, row.organisation),
        above=_above(row),
    )


def pledge_outcome(request: HttpRequest, key: int) -> HttpResponse:
    """Say what became of a pledge."""
    row = _pledge(request, key)
    form = OutcomeForm(data_of(request), initial={"seen_on": today()})

    def do(on: dt.date, by: Author) -> PledgeOutcome:
        told = form.cleaned_data
        return say_outcome(
            row, Outcome(told["outcome"]), seen_on=told["seen_on"], words=told["words"], on=on, by=by
        )

    return act(
        request,
        form,
        _("Dire ce qu'il est devenu"),
        do,
        by=author(request, RIGHT, row.organisation),
        above=_above(row),
    )


def pledge_take_back(request: HttpRequest, key: int) -> HttpResponse:
    """Take back a pledge that was never made."""
    row = _pledge(request, key)
    form = TakeBackForm(data_of(request))
    return act(
        request,
        form,
        _("Retirer cet engagement"),
        lambda on, by: take_back_pledge(row, reason=form.cleaned_data["reason"], on=on, by=by),
        by=author(request, RIGHT, row.organisation),
        above=_above(row),
        then=lambda _none: reverse("keep_pledges"),
        danger=True,
        lines=[_("Il ne sera plus montré. Ce qui en était connu reste lisible « tel que connu » avant.")],
    )
