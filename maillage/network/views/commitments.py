"""The commitments of signatories: those of which news is due, what is seen, what comes next."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.exports import linked
from maillage.common.facts import Author
from maillage.network.exports.lists import commitments_table
from maillage.network.forms.commitments import CommitmentForm, NoteForm, RenewalForm
from maillage.network.models import Commitment, Organisation
from maillage.network.operations.commitments import note_commitment, renew_commitment, take_commitment
from maillage.network.views.lists import given, links
from maillage.network.views.organisations import crumbs_of

PER_PAGE = 30


def commitments(request: HttpRequest) -> HttpResponse:
    """List the commitments of which news is due."""
    actor = actor_of(request)
    if not actor.may(Right.EDIT_ORGANISATION):
        raise Http404
    due = Commitment.objects.followable_by(actor).due(timezone.localdate()).in_full()
    if kind := linked(request):
        return given(kind, commitments_table(list(due)), name="engagements-a-suivre")
    page = Paginator(due, PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": list(page.object_list), "files": links(request)}
    return render(request, "network/commitments/due.html", shown)


def commitment(request: HttpRequest, key: int) -> HttpResponse:
    """Show a commitment, and all that was seen of it."""
    actor = actor_of(request)
    row = get_object_or_404(Commitment.objects.visible_to(actor).followed().in_full(), pk=key)
    given = {
        "row": row,
        "follows": Commitment.objects.followable_by(actor).contains(row),
        "notes": list(row.notes.believed().latest_first()),
        "next": Commitment.objects.after(row),
        "crumbs": _crumbs(row),
    }
    return render(request, "network/commitments/commitment.html", given)


def _crumbs(row: Commitment, last: str = "") -> list[Crumb]:
    """Return the pages above a page about a commitment."""
    above = crumbs_of(_owner(row), last or _("Engagement"))
    if last:
        above.insert(-1, Crumb(label=_("Engagement"), url=reverse("commitment", args=[row.pk])))
    return above


def _owner(row: Commitment) -> Organisation:
    """Return whose commitment it is: those that one follows are taken."""
    if row.organisation is None:
        raise Http404
    return row.organisation


def _by(actor: Actor, organisation: Organisation | None) -> Author:
    """Return who writes, under the hat that follows the commitments of this organisation."""
    return actor.author(Right.EDIT_ORGANISATION, at=timezone.now(), about=organisation)


def commitment_note(request: HttpRequest, key: int) -> HttpResponse:
    """Say what was seen of a commitment."""
    actor = actor_of(request)
    row = get_object_or_404(Commitment.objects.followable_by(actor).in_full(), pk=key)
    form = NoteForm(request.POST or None, initial={"on": timezone.localdate()})
    by, title = _by(actor, row.organisation), _("Noter ce qu'il devient")
    return carry_out(
        request,
        form,
        template="network/commitments/act.html",
        do=lambda: note_commitment(
            row,
            outcome=form.cleaned_data["outcome"],
            words=form.cleaned_data["words"],
            on=form.cleaned_data["on"],
            by=by,
        ),
        then=lambda _note: reverse("commitment", args=[row.pk]),
        said=_("C'est noté."),
        context={"row": row, "title": title, "crumbs": _crumbs(row, title)},
    )


def commitment_renew(request: HttpRequest, key: int) -> HttpResponse:
    """Renew a commitment: the next one follows it."""
    actor, today = actor_of(request), timezone.localdate()
    row = get_object_or_404(Commitment.objects.followable_by(actor).in_full(), pk=key)
    form = RenewalForm(request.POST or None, initial=RenewalForm.following(row))
    by, title = _by(actor, row.organisation), _("Renouveler")
    return carry_out(
        request,
        form,
        template="network/commitments/act.html",
        do=lambda: renew_commitment(row, form.commitment, words=form.cleaned_data["words"], on=today, by=by),
        then=lambda renewed: reverse("commitment", args=[renewed.pk]),
        said=_("Le nouvel engagement est inscrit."),
        context={"row": row, "title": title, "crumbs": _crumbs(row, title)},
    )


def commitment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what an organisation commits to bring."""
    actor, today = actor_of(request), timezone.localdate()
    row = get_object_or_404(Organisation.objects.editable_by(actor), slug=slug)
    form = CommitmentForm(request.POST or None, initial={"starts_on": today})
    by, title = _by(actor, row), _("Inscrire un engagement")
    return carry_out(
        request,
        form,
        template="network/organisation_act.html",
        do=lambda: take_commitment(row, form.commitment, on=today, by=by),
        then=lambda taken: reverse("commitment", args=[taken.pk]),
        said=_("L'engagement est inscrit."),
        context={"row": row, "title": title, "button": _("Inscrire"), "crumbs": crumbs_of(row, title)},
    )
