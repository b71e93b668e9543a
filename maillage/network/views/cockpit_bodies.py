"""The committees and working groups of a cooperation, and who sits in them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.exports import taken
from maillage.network.exports.cockpit import bodies_table
from maillage.network.forms.cockpit import BodyForm, EndForm, SeatForm
from maillage.network.models import Body, BodySeat, Cooperation
from maillage.network.operations.bodies import close_body, end_seat, seat_person, set_up_body
from maillage.network.views.cockpit_page import (
    act,
    author,
    carry,
    data_of,
    editable,
    found,
    members_of,
    show,
    today,
)


def bodies(request: HttpRequest, slug: str) -> HttpResponse:
    """List the committees and working groups, with who sits in each."""
    row = found(request, slug)
    seats = list(BodySeat.objects.believed().as_of(today()).in_cooperation(row).with_people())
    termed = list(row.bodies.termed(today()))
    if kind := taken(request):
        return carry(request, row, kind, bodies_table(termed, seats), name="instances")
    seated: dict[int, list[BodySeat]] = {}
    for seat in seats:
        seated.setdefault(seat.body_id, []).append(seat)
    return show(
        request,
        "bodies.html",
        row,
        "cockpit_bodies",
        rows=[(body, seated.get(body.pk, [])) for body in termed],
    )


def _body(row: Cooperation, pk: int) -> Body:
    """Return a body of this cooperation that exists today, or 404."""
    return get_object_or_404(row.bodies.termed(today()).select_related("cooperation"), pk=pk)


def add_body(request: HttpRequest, slug: str) -> HttpResponse:
    """Set up a committee or a working group."""
    row = editable(request, slug)
    form = BodyForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_bodies",
        title=_("Créer une instance"),
        lead=_(
            "Un comité restreint pilote, un comité élargi réunit tout le monde, un groupe travaille un sujet."
        ),
        button=_("Créer cette instance"),
        do=lambda: set_up_body(row, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_bodies", args=[slug]),
        said=_("L'instance est créée. Dites maintenant qui y siège."),
    )


def add_seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a person a seat in a body."""
    row = editable(request, slug)
    body = _body(row, pk)
    form = SeatForm(members_of(row), data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_bodies",
        title=_("Une personne de plus dans « %(name)s »") % {"name": body.name},
        button=_("Ajouter cette personne"),
        do=lambda: seat_person(body, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_bodies", args=[slug]),
        said=_("La personne siège maintenant dans « %(name)s ».") % {"name": body.name},
    )


def close_seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a person no longer sits in a body."""
    row = editable(request, slug)
    seats = BodySeat.objects.believed().as_of(today()).in_cooperation(row)
    seat = get_object_or_404(seats.select_related("body__cooperation"), pk=pk)
    form = EndForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_bodies",
        title=_("%(person)s ne siège plus dans « %(name)s »")
        % {"person": seat.person, "name": seat.body.name},
        button=_("Noter ce départ"),
        do=lambda: end_seat(seat, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_bodies", args=[slug]),
        said=_("Le départ est noté."),
    )


def end_body(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a body ends."""
    row = editable(request, slug)
    body = _body(row, pk)
    form = EndForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_bodies",
        title=_("Clore « %(name)s »") % {"name": body.name},
        lead=_("Ses réunions et ses décisions restent. Ceux qui y siègent n'y siégeront plus."),
        button=_("Clore cette instance"),
        do=lambda: close_body(body, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_bodies", args=[slug]),
        said=_("L'instance est close."),
    )
