"""Invitations: make one in three steps, follow it, and, for whoever gets it, accept it."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.adapters import sign_in
from maillage.accounts.models import Invitation, User
from maillage.accounts.operations import NewInvitation, Sent, link_of, revoke_invitation, try_code
from maillage.accounts.roles import Right, Role, rights_of
from maillage.common.acts import SEE_OTHER, UNFINISHED, carry_out
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.forms.people import AcceptForm, Choice, CodeForm, InvitationForm, read_choice
from maillage.network.operations.people import invite_within, open_invitation, resend_within, take_up
from maillage.network.reach import giver, invitations_given

GONE = 410


def _giver(request: HttpRequest) -> Actor:
    """Return who asks, if they give some role; for others this page does not exist."""
    actor = actor_of(request)
    if not actor.may(Right.GRANT):
        raise Http404
    return actor


def _by(actor: Actor, asked: NewInvitation | Invitation) -> Author:
    """Return who gives a role, under the hat that may give it there."""
    return giver(actor, Role(asked.role), asked.perimeter, at=timezone.now())


def _invite(actor: Actor, new: NewInvitation) -> Sent:
    """Invite someone, under the hat that may."""
    return invite_within(actor, new, by=_by(actor, new))


def _sentence(sent: Sent) -> str:
    """Say what was sent, and the code, which is shown this once."""
    if sent.invitation.email:
        return _(
            "L'invitation de %(name)s est partie. Le code à lire au téléphone, si besoin : %(code)s."
        ) % {
            "name": sent.invitation.name,
            "code": sent.spoken,
        }
    return _("L'invitation de %(name)s est prête. Lisez-lui ce code au téléphone : %(code)s.") % {
        "name": sent.invitation.name,
        "code": sent.spoken,
    }


def invite_someone(request: HttpRequest) -> HttpResponse:
    """Choose a role, then where, then whom."""
    actor = _giver(request)
    try:
        choice = read_choice(actor, request.GET)
    except Refused as beyond:
        raise Http404 from beyond
    if choice.role is None:
        return render(request, "network/people/invite_role.html", {"choice": choice})
    if choice.perimeter is None:
        return render(
            request, "network/people/invite_place.html", {"choice": choice, "words": request.GET.get("q", "")}
        )
    return _ask_whom(request, actor, choice)


def _ask_whom(request: HttpRequest, actor: Actor, choice: Choice) -> HttpResponse:
    """Ask for the person, and invite them."""
    form = InvitationForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="network/people/invite_who.html",
        do=lambda: _invite(actor, form.invitation(choice)),
        then=lambda sent: reverse("invitation_sheet", args=[sent.invitation.pk]),
        said=_sentence,
        context={"choice": choice},
    )


def invitation_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow an invitation."""
    row = get_object_or_404(invitations_given(_giver(request)).with_people(), pk=pk)
    state = row.state(timezone.now())
    return render(
        request,
        "network/people/invitation.html",
        {"row": row, "state": state, "open": not (row.accepted_at or row.revoked_at)},
    )


def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    actor = _giver(request)
    row = get_object_or_404(invitations_given(actor).with_people(), pk=pk)
    return carry_out(
        request,
        WorkForm(request.POST or None),
        template="network/people/resend.html",
        do=lambda: resend_within(actor, row, by=_by(actor, row)),
        then=lambda sent: reverse("invitation_sheet", args=[sent.invitation.pk]),
        said=_sentence,
        context={"row": row},
    )


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    actor = _giver(request)
    row = get_object_or_404(invitations_given(actor).with_people(), pk=pk)
    return carry_out(
        request,
        WorkForm(request.POST or None),
        template="network/people/take_back.html",
        do=lambda: revoke_invitation(row, by=_by(actor, row)),
        then=lambda _done: reverse("people"),
        said=_("L'invitation est retirée : son lien et son code ne servent plus."),
        context={"row": row},
    )


def invitation_code(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits of an invitation, and go to it."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = try_code(form.cleaned_data["contact"], form.cleaned_data["code"])
        if found is not None:
            return HttpResponseRedirect(urlsplit(link_of(found, proves=False)).path, status=SEE_OTHER)
        form.add_error(
            None,
            _(
                "Ce code et ce contact ne vont pas ensemble. Relisez-les ; au bout de cinq essais, le code se "
                "ferme, et la personne qui vous invite en envoie un autre."
            ),
        )
    status = UNFINISHED if form.errors else 200
    return render(request, "network/people/code.html", {"form": form}, status=status)


def _enter(request: HttpRequest, user: User) -> str:
    """Sign in whoever has accepted, unless they are; return where they go next."""
    home = reverse("member_home")
    if request.user == user:
        return home
    return sign_in(request, user, how="invitation", next_url=home).headers["Location"]


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever got it, and let them accept it."""
    signed_in = request.user if isinstance(request.user, User) else None
    today, now = timezone.localdate(), timezone.now()
    try:
        opened = open_invitation(token, signed_in=signed_in, on=today, at=now)
    except Refused as refusal:
        return render(request, "network/people/dead.html", {"sentence": str(refusal)}, status=GONE)
    row = opened.invitation
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=row, signed_in=signed_in)
    return carry_out(
        request,
        form,
        template="network/people/accept.html",
        do=lambda: take_up(
            opened,
            name=form.told("name"),
            email=form.told("email"),
            signed_in=signed_in,
            on=today,
            by=Author(at=now, role="lien"),
        ),
        then=lambda accepted: _enter(request, accepted.user),
        said=_("Bienvenue. Votre rôle est prêt : voici votre espace."),
        context={"row": row, "rights": [right.label for right in rights_of(Role(row.role))]},
    )
