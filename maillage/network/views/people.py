"""People: who wears which role in my reach, ending a role, letting a person go."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.models import Entry, Grant, User
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Right, Role
from maillage.common.acts import carry_out
from maillage.common.exports import taken
from maillage.network.exports.lists import people_table
from maillage.network.forms.people import PeopleFilters, ReasonForm
from maillage.network.operations.erasure import let_go
from maillage.network.reach import (
    giver,
    invitations_seen,
    label_of,
    labels_of,
    roles_given,
    roles_seen,
)
from maillage.network.views.lists import carried_away

PER_PAGE, LINES = 30, 20


def seer(request: HttpRequest) -> Actor:
    """Return who asks, if they see some people; for others this page does not exist."""
    actor = actor_of(request)
    if not (actor.may(Right.SEE_PEOPLE) or actor.may(Right.GRANT)):
        raise Http404
    return actor


def people(request: HttpRequest) -> HttpResponse:
    """List the people of my reach with their roles, and the invitations that wait."""
    actor, today = seer(request), timezone.localdate()
    filters = PeopleFilters(request.GET)
    grants = roles_seen(actor).in_force(today)
    if role := filters.asked("role"):
        grants = grants.of_role(Role(role))
    found = User.objects.get_queryset().wearing(grants).named_like(filters.asked("q"))
    if kind := taken(request):
        right = Right.SEE_PEOPLE if actor.may(Right.SEE_PEOPLE) else Right.GRANT
        table = people_table(_with_roles(actor, list(found)))
        return carried_away(request, kind, table, name="personnes", right=right, said=filters.sentences)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = list(invitations_seen(actor).open().with_people()[:PER_PAGE])
    return render(
        request,
        "network/people/people.html",
        {
            "filters": filters,
            "page": page,
            "rows": _with_roles(actor, page.object_list),
            "waiting": [(row, row.state(timezone.now()).label) for row in waiting],
            "may_invite": actor.may(Right.GRANT),
            "page_query": urlencode({"q": filters.asked("q"), "role": filters.asked("role")}),
        },
    )


def _with_roles(actor: Actor, people: Iterable[User]) -> list[tuple[User, list[tuple[Grant, str]]]]:
    """Return people, each with the roles that the actor sees of them and where these are worn."""
    known = list(people)
    grants = list(roles_seen(actor).in_force(timezone.localdate()).of_people(known).with_people())
    labels = labels_of(grant.perimeter for grant in grants)
    worn: dict[int, list[tuple[Grant, str]]] = {one.pk: [] for one in known}
    for grant in grants:
        worn[grant.user_id].append((grant, labels[grant.perimeter]))
    return [(one, worn[one.pk]) for one in known]


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person: their roles in my reach, those that ended, what the journal says of these."""
    actor, today = seer(request), timezone.localdate()
    seen = roles_seen(actor).believed()
    row = get_object_or_404(User.objects.get_queryset().wearing(seen), pk=pk)
    grants = list(seen.of_people([row]).with_people())
    labels = labels_of(grant.perimeter for grant in grants)
    given = set(roles_given(actor).of_people([row]).values_list("pk", flat=True))
    held = [grant for grant in grants if grant.ended_on is None or grant.ended_on > today]
    subjects = [row, *grants] if actor.may(Right.READ_JOURNAL) else grants
    return render(
        request,
        "network/people/person.html",
        {
            "row": row,
            "held": [
                (grant, labels[grant.perimeter], grant.pk in given and not grant.ended_on) for grant in held
            ],
            "over": [(grant, labels[grant.perimeter]) for grant in grants if grant not in held],
            "entries": Entry.objects.about_all(subjects)[:LINES],
            "may_erase": actor.may(Right.ERASE_PERSON) and row.is_active,
            "may_reset": actor.may(Right.RESET_FACTOR) and row.is_active and row.pk != request.user.pk,
        },
    )


def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role: one that I may give, or my own."""
    actor = actor_of(request)
    mine = Grant.objects.of_people([request.user])  # type: ignore[list-item] # signed in
    grant = get_object_or_404((mine | roles_given(actor)).open().with_people(), pk=pk)
    form = ReasonForm(request.POST or None)
    label, own = label_of(grant.perimeter), grant.user_id == request.user.pk
    return carry_out(
        request,
        form,
        template="network/people/end_role.html",
        do=lambda: revoke_role(
            grant,
            on=timezone.localdate(),
            reason=form.cleaned_data["reason"],
            by=giver(actor, Role(grant.role), grant.perimeter, at=timezone.now()),
            label=label,
        ),
        then=lambda _done: reverse("member_home") if own else reverse("people"),
        said=_("Le rôle est terminé. Il ne compte plus dès maintenant."),
        context={"grant": grant, "label": label, "own": own},
    )


def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person go, at their request."""
    actor = actor_of(request)
    if not actor.may(Right.ERASE_PERSON):
        raise Http404
    row = get_object_or_404(User, pk=pk, is_active=True)
    form = ReasonForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="network/people/erase.html",
        do=lambda: let_go(
            row,
            on=timezone.localdate(),
            reason=form.cleaned_data["reason"],
            by=actor.author(Right.ERASE_PERSON, at=timezone.now()),
        ),
        then=lambda _done: reverse("people"),
        said=_("La personne est retirée du registre : son nom et son adresse n'y sont plus."),
        context={"row": row},
    )
