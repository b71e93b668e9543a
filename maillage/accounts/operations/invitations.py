"""Invite someone to a role: send, send again, take back, type the code, accept."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import Grant, Invitation, InvitationState, User
from maillage.accounts.models.invitations import MOST_TRIES
from maillage.accounts.operations.grants import grant_role, revoke_role
from maillage.accounts.operations.journal import record
from maillage.accounts.roles import Role
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import To, queue
from maillage.territory.perimeter import Perimeter

VALID_FOR = dt.timedelta(days=14)
LINK = "invitation"  # the purpose of the link, and the name of its page
DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """Say who is invited, to which role, where, and whom they succeed."""

    name: str
    role: Role
    perimeter: Perimeter
    place: str
    email: str = ""
    telephone: str = ""
    succeeds: User | None = None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Hold an invitation as it has just been sent, with its code: it is kept nowhere else."""

    invitation: Invitation
    code: str

    @property
    def spoken(self) -> str:
        """Return the code as it is read aloud: « 123 456 »."""
        return f"{self.code[:3]}\u00a0{self.code[3:]}"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """Hold who accepted, and the role that they now wear."""

    user: User
    grant: Grant


@transaction.atomic
def invite(new: NewInvitation, *, by: Author) -> Sent:
    """Invite someone, by a link sent to their address and by a code to read on the telephone."""
    if not (new.email or new.telephone):
        raise Refused(
            _("Donnez une adresse électronique, ou un numéro de téléphone : il en faut un pour l'inviter.")
        )
    there = Invitation.objects.open().on(new.role, new.perimeter)
    if new.email and there.select_for_update().addressed_to(new.email).exists():
        raise Refused(
            _("Cette personne est déjà invitée à ce rôle : ouvrez son invitation pour la renvoyer.")
        )
    held = Grant.objects.in_force_after(by.at.date()).of_role(new.role).on(new.perimeter)
    if new.email and held.filter(user__email=new.email).exists():
        raise Refused(_("Cette personne a déjà ce rôle ici : il n'y a rien à faire."))
    invitation = Invitation.objects.create(
        name=new.name,
        email=new.email,
        telephone=new.telephone,
        role=new.role,
        perimeter_kind=new.perimeter.kind,
        perimeter_code=new.perimeter.code,
        place=new.place,
        invited_at=by.at,
        invited_by_id=by.user.pk if by.user else None,
        invited_as=by.role,
        succeeds=new.succeeds,
        expires_at=by.at + VALID_FOR,
    )
    sent = _send(invitation, by)
    record(
        by,
        gettext_noop("a invité %(person)s à devenir « %(role)s » (%(place)s)"),
        invitation,
        person=invitation,
        role=new.role.label,
        place=new.place,
    )
    return sent


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Author) -> Sent:
    """Send an invitation again for fourteen days; the link and the code of before are dead."""
    current = _open(invitation)
    current.serial += 1
    current.tries = 0
    current.expires_at = by.at + VALID_FOR
    sent = _send(current, by)
    record(
        by,
        gettext_noop("a renvoyé l'invitation de %(person)s : « %(role)s » (%(place)s)"),
        current,
        person=current,
        role=Role(current.role).label,
        place=current.place,
    )
    return sent


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Author) -> None:
    """Take an invitation back: its link and its code serve no more."""
    current = _open(invitation)
    current.revoked_at = by.at
    current.save(update_fields=["revoked_at"])
    record(
        by,
        gettext_noop("a retiré l'invitation de %(person)s : « %(role)s » (%(place)s)"),
        current,
        person=current,
        role=Role(current.role).label,
        place=current.place,
    )


def _open(invitation: Invitation) -> Invitation:
    """Lock an invitation that nobody accepted or took back."""
    current = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if current.accepted_at:
        raise Refused(_("Cette invitation a déjà été acceptée : la personne a son rôle."))
    if current.revoked_at:
        raise Refused(_("Cette invitation a déjà été retirée : invitez de nouveau la personne."))
    return current


def _send(invitation: Invitation, by: Author) -> Sent:
    """Draw a new code, keep its print alone, write the letter where there is an address."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    invitation.code_digest = invitation.sealed(code)
    invitation.save()
    sent = Sent(invitation=invitation, code=code)
    if invitation.email:
        queue(
            To(email=invitation.email, name=invitation.name),
            subject=_("Une invitation de %(inviter)s") % {"inviter": _inviter(invitation)},
            text=_letter(sent),
            kind="code-d-invitation",
            because=_("Vous recevez ce message %(because)s vous invite à prendre un rôle dans le réseau.")
            % {"because": formats.elide("parce que", _inviter(invitation))},
            at=by.at,
            key=f"invitation:{invitation.pk}:{invitation.serial}",
        )
    return sent


def _inviter(invitation: Invitation) -> str:
    """Return the name of who invites."""
    return str(invitation.invited_by or settings.BRANDING["name"])


def _letter(sent: Sent) -> str:
    """Return the letter of an invitation."""
    invitation = sent.invitation
    return _(
        "Bonjour %(name)s,\n\n"
        "%(inviter)s vous invite à rejoindre le réseau.\n"
        "Votre rôle : %(role)s.\n"
        "Où : %(place)s.\n\n"
        "Pour accepter, ouvrez cette page puis choisissez « Accepter » :\n%(link)s\n\n"
        "Elle ne s'ouvre pas ? Allez sur %(site)s et tapez le code %(code)s avec votre adresse.\n\n"
        "L'invitation vaut jusqu'au %(day)s. Si elle ne vous dit rien, ne faites rien : "
        "sans vous, il ne se passe rien.\n\n"
        "Une question ? Appelez le %(telephone)s."
    ) % {
        "name": invitation.name,
        "inviter": _inviter(invitation),
        "role": Role(invitation.role).label,
        "place": invitation.place,
        "link": link_of(invitation, proves=True),
        "site": f"{settings.SITE_URL.rstrip('/')}/invitation/",
        "code": sent.spoken,
        "day": formats.day(invitation.expires_at.date()),
        "telephone": formats.telephone(settings.BRANDING["telephone"]),
    }


def link_of(invitation: Invitation, *, proves: bool) -> str:
    """Return the address of an invitation; sent to the person alone, it also proves their own address."""
    return personal_link(LINK, LINK, i=invitation.pk, s=invitation.serial, p=int(proves))


@transaction.atomic
def try_code(contact: str, code: str) -> Invitation | None:
    """Return the invitation that a code opens; a wrong one counts against all those of the contact.

    It refuses nothing: a refusal would undo the count.
    """
    rows = Invitation.objects.open().addressed_to(contact).select_for_update(of=("self",)).order_by("pk")
    candidates = list(rows)
    # Nobody known takes as long as somebody.
    opened = [row for row in candidates or [Invitation(pk=0)] if row.is_code(code)]
    if opened:
        return opened[0]
    tried = [row.pk for row in candidates if row.tries < MOST_TRIES]
    Invitation.objects.filter(pk__in=tried).update(tries=F("tries") + 1)
    return None


def refuse_dead(invitation: Invitation, *, serial: int, by_code: bool, at: dt.datetime) -> None:
    """Refuse an invitation that can no longer be accepted, and say what to do."""
    state, inviter = invitation.state(at), _inviter(invitation)
    if state == InvitationState.ACCEPTED:
        raise Refused(
            _(
                "Cette invitation a déjà servi. Si c'était vous, connectez-vous avec votre adresse ; "
                "sinon, prévenez %(inviter)s."
            )
            % {"inviter": inviter}
        )
    if state == InvitationState.REVOKED:
        raise Refused(
            _("Cette invitation a été retirée. Si vous l'attendiez, demandez-en une autre à %(inviter)s.")
            % {"inviter": inviter}
        )
    if state == InvitationState.EXPIRED:
        raise Refused(
            _(
                "Cette invitation valait jusqu'au %(day)s. Demandez à %(inviter)s de la renvoyer : "
                "cela lui prend une minute."
            )
            % {"day": formats.day(invitation.expires_at.date()), "inviter": inviter}
        )
    if serial != invitation.serial:
        raise Refused(
            _(
                "Une invitation plus récente vous a été envoyée : ouvrez le dernier message, ou tapez le dernier code."
            )
        )
    if state == InvitationState.LOCKED and by_code:
        raise Refused(
            _(
                "Ce code a été tapé faux cinq fois : par prudence, il ne sert plus. Ouvrez le lien reçu par "
                "courrier électronique, ou demandez un nouveau code à %(inviter)s."
            )
            % {"inviter": inviter}
        )


def refuse_foreign(invitation: Invitation, signed_in: User) -> None:
    """Refuse someone the invitation of another person."""
    if invitation.email and invitation.email != signed_in.email:
        raise Refused(
            _(
                "Cette invitation est adressée à une autre personne que vous. Si elle est bien pour vous, "
                "déconnectez-vous, puis ouvrez-la de nouveau."
            )
        )


@transaction.atomic
def accept_invitation(
    invitation: Invitation,
    *,
    serial: int,
    proves: bool,
    name: str,
    email: str,
    signed_in: User | None,
    on: dt.date,
    by: Author,
) -> Accepted:
    """Accept an invitation: find or create the person, give the role, end that of whom they succeed.

    `proves` says that the link came by the address of the invitation, which is then theirs.
    """
    current = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    refuse_dead(current, serial=serial, by_code=not proves, at=by.at)
    user = _person(current, proves=proves, name=name, email=email, signed_in=signed_in)
    current.accepted_at, current.accepted_by = by.at, user
    current.save(update_fields=["accepted_at", "accepted_by"])
    role, label = Role(current.role), current.place
    record(
        Author(at=by.at, user=user),
        gettext_noop("a accepté l'invitation de %(inviter)s : « %(role)s » (%(place)s)"),
        user,
        current,
        inviter=current.invited_by or _inviter(current),
        role=role.label,
        place=label,
    )
    giver = Author(
        at=by.at,
        user=current.invited_by,
        role=current.invited_as,
        source=_("invitation nº %(number)d") % {"number": current.pk},
    )
    grant = grant_role(user, role, current.perimeter, on=on, by=giver, label=label)
    if current.succeeds and current.succeeds != user:
        held = Grant.objects.believed().of_role(role).on(current.perimeter)
        before = held.filter(user=current.succeeds, ended_on=None).first()
        if before:
            revoke_role(before, on=on, reason=_("passage de relais"), by=giver, label=label)
    return Accepted(user=user, grant=grant)


def _person(invitation: Invitation, *, proves: bool, name: str, email: str, signed_in: User | None) -> User:
    """Return who accepts: whoever is signed in, who proved their address, or someone new."""
    if signed_in is not None:
        refuse_foreign(invitation, signed_in)
        return signed_in
    address = invitation.email or email
    if not address:
        raise Refused(
            _("Donnez votre adresse électronique : c'est là que vous recevrez vos codes de connexion.")
        )
    known = User.objects.select_for_update().filter(email=address).first()
    if known is None:
        return User.objects.create_user(address, name or invitation.name)
    if not (proves and invitation.email):
        raise Refused(
            _(
                "Un compte existe déjà à cette adresse : connectez-vous d'abord, puis ouvrez de nouveau "
                "l'invitation."
            )
        )
    # Whoever opened the account without proving this address is put out of it.
    known.set_unusable_password()
    known.save(update_fields=["password"])
    return known
