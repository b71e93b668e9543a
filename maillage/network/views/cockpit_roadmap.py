"""The roadmap of a cooperation, its shared diagnosis, its contact log."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.exports import taken
from maillage.network.exports.cockpit import contacts_table, roadmap_table
from maillage.network.forms.cockpit import DayForm
from maillage.network.forms.cockpit_work import ActionForm, ContactForm, DiagnosisForm
from maillage.network.models import ActionState, ContactMeans, Cooperation, RoadmapAction
from maillage.network.operations.roadmap import (
    add_action,
    change_action,
    move_action,
    note_contact,
    save_diagnosis,
    settle_contact,
)
from maillage.network.views.cockpit_page import (
    act,
    author,
    carry,
    data_of,
    editable,
    found,
    members_of,
    paged,
    show,
    today,
)


def roadmap(request: HttpRequest, slug: str) -> HttpResponse:
    """List the actions of the roadmap, in the order that the cooperation gave them."""
    row = found(request, slug)
    rows = list(row.roadmap.in_order())
    if kind := taken(request):
        return carry(request, row, kind, roadmap_table(rows), name="feuille-de-route")
    return show(request, "roadmap.html", row, "cockpit_roadmap", rows=rows)


def _action(row: Cooperation, pk: int) -> RoadmapAction:
    """Return an action of this roadmap, or 404."""
    return get_object_or_404(row.roadmap.select_related("cooperation", "pilot"), pk=pk)


def add_to_roadmap(request: HttpRequest, slug: str) -> HttpResponse:
    """Add an action at the end of the roadmap."""
    row = editable(request, slug)
    form = ActionForm(members_of(row), data_of(request), initial={"state": ActionState.PLANNED})
    return act(
        request,
        row,
        form,
        here="cockpit_roadmap",
        title=_("Ajouter une action"),
        button=_("Ajouter cette action"),
        do=lambda: add_action(row, form.said, by=author(request, row)),
        then=reverse("cockpit_roadmap", args=[slug]),
        said=_("L'action est ajoutée à la feuille de route."),
        draft="action",
    )


def change_roadmap(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an action, or say where it stands."""
    row = editable(request, slug)
    action = _action(row, pk)
    known = list(dict.fromkeys([*members_of(row), *([action.pilot] if action.pilot else [])]))
    form = ActionForm(known, data_of(request), initial=ActionForm.initial_of(action))
    return act(
        request,
        row,
        form,
        here="cockpit_roadmap",
        title=_("Modifier l'action"),
        button=_("Enregistrer"),
        do=lambda: change_action(
            action, form.said, version=form.cleaned_data["version"], by=author(request, row)
        ),
        then=reverse("cockpit_roadmap", args=[slug]),
        said=_("L'action est enregistrée."),
        draft=f"action-{pk}",
    )


def move_in_roadmap(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move an action one place up or down; read without being sent, ask which way."""
    row = editable(request, slug)
    action = _action(row, pk)
    form = forms.Form(data_of(request))
    return act(
        request,
        row,
        form,
        here="cockpit_roadmap",
        template="move_action.html",
        title=_("Déplacer « %(title)s »") % {"title": action.title},
        button=_("Monter"),
        do=lambda: move_action(action, up=request.POST.get("sens") != "bas", by=author(request, row)),
        then=reverse("cockpit_roadmap", args=[slug]),
    )


def diagnosis(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the shared diagnosis, and its earlier versions."""
    row = found(request, slug)
    return show(
        request,
        "diagnosis.html",
        row,
        "cockpit_diagnosis",
        page=paged(request, row.diagnoses.latest_first(), 5),
    )


def write_diagnosis(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a new version of the shared diagnosis."""
    row = editable(request, slug)
    last = row.diagnoses.latest_first().first()
    initial = {"text": last.text if last else "", "version": last.version if last else 0}
    form = DiagnosisForm(data_of(request), initial=initial)
    return act(
        request,
        row,
        form,
        here="cockpit_diagnosis",
        title=_("Écrire le diagnostic partagé"),
        button=_("Enregistrer une nouvelle version"),
        do=lambda: save_diagnosis(row, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_diagnosis", args=[slug]),
        said=_("La nouvelle version est enregistrée."),
        draft="diagnosis",
    )


def contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """List the contacts: what is left to follow up, then all of them."""
    row = found(request, slug)
    notes = row.contacts.latest_first()
    if kind := taken(request):
        return carry(request, row, kind, contacts_table(list(notes)), name="contacts")
    waiting = list(row.contacts.open())
    page = paged(request, notes)
    return show(request, "contacts.html", row, "cockpit_contacts", waiting=waiting, page=page)


def add_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Note a contact."""
    row = editable(request, slug)
    form = ContactForm(data_of(request), initial={"on": today(), "how": ContactMeans.CALL})
    return act(
        request,
        row,
        form,
        here="cockpit_contacts",
        title=_("Noter un contact"),
        lead=_("Un appel, une rencontre : deux lignes suffisent. C'est la mémoire de la coopération."),
        button=_("Noter ce contact"),
        do=lambda: note_contact(row, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_contacts", args=[slug]),
        said=_("Le contact est noté."),
        draft="contact",
    )


def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that the next step after a contact is done."""
    row = editable(request, slug)
    note = get_object_or_404(row.contacts, pk=pk)
    form = DayForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_contacts",
        title=_("La suite est donnée"),
        lead=note.next_step,
        button=_("Noter que c'est fait"),
        do=lambda: settle_contact(note, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_contacts", args=[slug]),
        said=_("C'est noté."),
    )
