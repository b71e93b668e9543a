"""The members of a cooperation: who they are, what they do in it, writing to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.exports import taken
from maillage.common.mail import Batch
from maillage.network.exports.cockpit import members_table
from maillage.network.forms.cockpit import EndForm, MemberForm, SearchForm
from maillage.network.forms.cockpit_work import LetterForm
from maillage.network.models import Cooperation, CooperationMember, MemberPart, Organisation
from maillage.network.operations.letters import letter_to_members, write_to_members
from maillage.network.operations.members import change_part, join_cooperation, leave_cooperation
from maillage.network.views.cockpit_page import act, author, carry, data_of, editable, found, show, today

SHOWN = 12


def members(request: HttpRequest, slug: str) -> HttpResponse:
    """List the members, and those that left."""
    row = found(request, slug)
    rows = list(row.members.believed().as_of(today()).with_organisations())
    gone = list(row.members.believed().gone(today()).with_organisations())
    if kind := taken(request):
        return carry(request, row, kind, members_table([*rows, *gone]), name="membres")
    return show(request, "members.html", row, "cockpit_members", rows=rows, gone=gone)


def find_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for the organisation that joins, by its name or its SIRET."""
    row = editable(request, slug)
    form = SearchForm(request.GET if "q" in request.GET else None)
    matches: list[Organisation] = []
    if form.is_bound and form.is_valid():
        matches = list(Organisation.objects.looked_for(form.cleaned_data["q"], day=today())[:SHOWN])
    return show(
        request,
        "find_member.html",
        row,
        "cockpit_members",
        crumb=_("Ajouter un membre"),
        form=form,
        matches=matches,
        searched=form.is_bound and form.is_valid(),
    )


def add_member(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Enter an organisation among the members."""
    row = editable(request, slug)
    joining = get_object_or_404(Organisation, slug=organisation)
    form = MemberForm(data_of(request), initial={"part": MemberPart.WIDER, "on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_members",
        title=_("Ajouter %(name)s") % {"name": joining.name},
        button=_("Ajouter ce membre"),
        back=reverse("cockpit_find_member", args=[slug]),
        do=lambda: join_cooperation(
            row,
            joining,
            part=form.cleaned_data["part"],
            representative=form.said,
            on=form.cleaned_data["on"],
            by=author(request, row),
        ),
        then=reverse("cockpit_members", args=[slug]),
        said=_("« %(name)s » est maintenant membre.") % {"name": joining.name},
    )


def _member(row: Cooperation, pk: int) -> CooperationMember:
    """Return a present member of this cooperation, or 404."""
    present = row.members.believed().as_of(today()).with_organisations()
    return get_object_or_404(present.select_related("organisation", "cooperation"), pk=pk)


def change_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what a member does, or who speaks for it."""
    row = editable(request, slug)
    member = _member(row, pk)
    form = MemberForm(data_of(request), initial=MemberForm.initial_of(member, today()))
    return act(
        request,
        row,
        form,
        here="cockpit_members",
        title=_("Changer la part de %(name)s") % {"name": member.organisation.name},
        button=_("Enregistrer"),
        do=lambda: change_part(
            member,
            part=form.cleaned_data["part"],
            representative=form.said,
            on=form.cleaned_data["on"],
            by=author(request, row),
        ),
        then=reverse("cockpit_members", args=[slug]),
        said=_("C'est enregistré."),
    )


def end_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a member leaves."""
    row = editable(request, slug)
    member = _member(row, pk)
    form = EndForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_members",
        title=_("%(name)s quitte la coopération") % {"name": member.organisation.name},
        lead=_("Ce qu'elle a fait ici reste lisible. Elle pourra revenir."),
        button=_("Noter ce départ"),
        do=lambda: leave_cooperation(member, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_members", args=[slug]),
        said=_("Le départ est noté."),
    )


def write_members(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to the members: the message, then who will get it, then the sending."""
    row = editable(request, slug)
    form = LetterForm(data_of(request))
    written = form.cleaned_data if form.is_bound and form.is_valid() else {"subject": "", "text": ""}
    batch = letter_to_members(row, on=today(), **written)
    if written["text"] and "send" not in request.POST:
        return _preview(request, row, form, batch)
    return act(
        request,
        row,
        form,
        here="cockpit_members",
        template="letter.html",
        title=_("Écrire aux membres"),
        button=_("Voir qui va le recevoir"),
        count=len(batch),
        do=lambda: write_to_members(row, batch, by=author(request, row)),
        then=reverse("cockpit_members", args=[slug]),
        said=_("Le message part : chaque membre le recevra dans quelques minutes."),
        draft="letter",
    )


def _preview(request: HttpRequest, row: Cooperation, form: LetterForm, batch: Batch) -> HttpResponse:
    """Show who will get a message, and what it says, before it is sent."""
    return show(
        request,
        "letter_preview.html",
        row,
        "cockpit_members",
        crumb=_("Relire avant d'envoyer"),
        form=form,
        batch=batch,
        form_token_value=request.POST.get("form_token", ""),
    )
