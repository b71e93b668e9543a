"""Public policies and agreements at work: the national team writes them all, an animator those of a cooperation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.forms import Choices
from maillage.network.models import Cooperation
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.programme.forms.course_forms import TakeBackForm
from maillage.programme.forms.policy_forms import AgreementForm, EndForm, LocalAgreementForm, PolicyForm
from maillage.programme.models import Agreement, PublicPolicy
from maillage.programme.operations.policies import agree, end_agreement, take_back_agreement, write_policy
from maillage.territory.perimeter import Perimeter

WRITE, ANIMATE = Right.WRITE_PROGRAMME, Right.EDIT_COOPERATION


def _desk() -> Crumb:
    return Crumb(label=_("Politiques et conventions"), url=reverse("keep_agreements"))


def _by(request: HttpRequest, actor: Actor, row: Agreement) -> Author:
    """Return who writes about an agreement, under the hat that may."""
    if actor.may(WRITE):
        return author(request, WRITE)
    return author(request, ANIMATE, row.cooperation)


def keep_agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements that one may write, and for the national team the policies too."""
    actor = needs(request, WRITE, ANIMATE)
    shown = {
        "writes_all": actor.may(WRITE),
        "policies": list(PublicPolicy.objects.in_order()),
        "cooperations": list(Cooperation.objects.editable_by(actor).order_by("folded", "pk")),
        "rows": list(Agreement.objects.believed().writable_by(actor).in_full()),
    }
    return render(request, "programme/keep_agreements.html", shown)


def new_policy(request: HttpRequest) -> HttpResponse:
    """Write a new public policy."""
    needs(request, WRITE)
    form = PolicyForm(data_of(request))
    return act(
        request,
        form,
        _("Inscrire une politique publique"),
        lambda _on, by: write_policy(form.told, by=by),
        by=author(request, WRITE),
        above=_desk(),
    )


def edit_policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what a public policy is now."""
    needs(request, WRITE)
    row = get_object_or_404(PublicPolicy, slug=slug)
    form = PolicyForm(data_of(request), policy=row)
    return act(
        request,
        form,
        _("Reprendre cette politique publique"),
        lambda _on, by: write_policy(form.told, policy=row, version=form.cleaned_data["version"], by=by),
        by=author(request, WRITE),
        above=_desk(),
    )


def new_agreement(request: HttpRequest) -> HttpResponse:
    """Write an agreement, wherever it holds."""
    actor = needs(request, WRITE)
    cooperations = Cooperation.objects.editable_by(actor).order_by("folded", "pk")
    form = AgreementForm(data_of(request), cooperations=cooperations)
    return act(
        request,
        form,
        _("Inscrire une convention"),
        lambda on, by: agree(form.cleaned_data["policy"], form.told, on=on, by=by),
        by=author(request, WRITE),
        above=_desk(),
    )


def new_local_agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """Write an agreement of a cooperation, in one of the places that it covers."""
    actor = needs(request, WRITE, ANIMATE)
    row = get_object_or_404(Cooperation.objects.editable_by(actor), slug=slug)
    form = LocalAgreementForm(data_of(request), cooperation=row, places=_places(row))
    return act(
        request,
        form,
        _("Inscrire une convention de la coopération"),
        lambda on, by: agree(form.cleaned_data["policy"], form.told, on=on, by=by),
        by=author(request, ANIMATE, row),
        above=_desk(),
        lines=[row.name],
    )


def _places(row: Cooperation) -> Choices:
    """Return the places where an agreement of a cooperation may hold: what it covers, its département."""
    day, now = today(), timezone.now()
    covered = [line.territory for line in row.coverages.believed().as_of(day).with_territory()]
    found = {str(Perimeter(at._meta.model_name or "", at.code)): at.name for at in covered if at}
    seat = Cooperation.objects.placed(as_of=day, known_at=now).get(pk=row.pk).seat
    if seat and seat.departement:
        found[f"departement:{seat.departement.code}"] = seat.departement.name
    return list(found.items())


def agreement_end(request: HttpRequest, key: int) -> HttpResponse:
    """Say when an agreement ended."""
    actor = needs(request, WRITE, ANIMATE)
    row = get_object_or_404(Agreement.objects.believed().writable_by(actor).in_full(), pk=key)
    form = EndForm(data_of(request), initial={"ended_on": today()})
    return act(
        request,
        form,
        _("Dire cette convention finie"),
        lambda on, by: end_agreement(row, **form.cleaned_data, on=on, by=by),
        by=_by(request, actor, row),
        above=_desk(),
        lines=[str(row)],
    )


def agreement_take_back(request: HttpRequest, key: int) -> HttpResponse:
    """Take back an agreement that was never concluded."""
    actor = needs(request, WRITE, ANIMATE)
    row = get_object_or_404(Agreement.objects.believed().writable_by(actor).in_full(), pk=key)
    form = TakeBackForm(data_of(request))
    return act(
        request,
        form,
        _("Retirer cette convention"),
        lambda on, by: take_back_agreement(row, reason=form.cleaned_data["reason"], on=on, by=by),
        by=_by(request, actor, row),
        above=_desk(),
        danger=True,
        lines=[str(row)],
    )
