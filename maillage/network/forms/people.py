"""What is asked about people: whom to invite, to which role, where; the code; why a role ends."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.actors import Actor
from maillage.accounts.models import Invitation, User
from maillage.accounts.operations import NewInvitation
from maillage.accounts.permissions import gifts
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.forms import Email, Line, Telephone, WorkForm, asked_in_words
from maillage.network.reach import Spot, label_of, may_give, roles_given, spots
from maillage.territory.perimeter import Perimeter


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Hold what is already chosen of an invitation: a role, then a place, then whom to succeed."""

    roles: tuple[Role, ...]
    role: Role | None = None
    spots: tuple[Spot, ...] = ()
    more: bool = False
    perimeter: Perimeter | None = None
    place: str = ""
    succeeds: User | None = None


def read_choice(actor: Actor, asked: QueryDict) -> Choice:
    """Return what an address has chosen, as far as this person may give it; refuse what is beyond."""
    roles = tuple(dict.fromkeys(role for role, _kind in gifts(actor)))
    code = asked.get("role", "") or (roles[0] if len(roles) == 1 else "")
    if not code:
        return Choice(roles=roles)
    role = next((role for role in roles if role == code), None)
    if role is None:
        raise Refused(_("Vous ne pouvez pas donner ce rôle."))
    words = asked.get("q", "")[:100]
    found, more = spots(actor, role, words=words)
    perimeter = _perimeter(asked.get("ou", ""))
    if perimeter is None and len(found) == 1 and not more and not words:
        perimeter = found[0].perimeter
    if perimeter is None:
        return Choice(roles=roles, role=role, spots=tuple(found), more=more)
    if not may_give(actor, role, perimeter):
        raise Refused(_("Vous ne pouvez pas donner ce rôle à cet endroit."))
    return Choice(
        roles=roles,
        role=role,
        perimeter=perimeter,
        place=label_of(perimeter),
        succeeds=_successor(actor, role, perimeter, asked.get("succede", "")),
    )


def _perimeter(text: str) -> Perimeter | None:
    """Return the perimeter that an address names: « equipe:tilleul »."""
    if not text.isprintable() or not text:
        return None
    kind, _colon, code = text.partition(":")
    if kind == PerimeterKind.TEAM and code:
        return Perimeter(kind, code)
    return Perimeter.parse(text)


def _successor(actor: Actor, role: Role, perimeter: Perimeter, key: str) -> User | None:
    """Return the person whose place is taken: someone who wears this role there."""
    if not key:
        return None
    held = roles_given(actor).open().of_role(role).on(perimeter).with_people()
    found = next((grant.user for grant in held if str(grant.user_id) == key), None)
    if found is None:
        raise Refused(_("Cette personne n'a pas ce rôle ici."))
    return found


class InvitationForm(WorkForm):
    """Ask for whom to invite."""

    name = Line(
        label=gettext_lazy("Prénom et nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = Email(
        label=gettext_lazy("Adresse électronique"),
        required=False,
        help_text=gettext_lazy("L'invitation y sera envoyée. Sans adresse, vous lirez un code au téléphone."),
    )
    telephone = Telephone(
        label=gettext_lazy("Téléphone"),
        required=False,
        help_text=gettext_lazy("Utile si la personne tape son code au lieu d'ouvrir le lien."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one way at least to reach the person."""
        data = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("telephone"):
            self.add_error("email", _("Donnez une adresse électronique, ou un numéro de téléphone."))
        return data

    def invitation(self, choice: Choice) -> NewInvitation:
        """Return the invitation that was asked."""
        if choice.role is None or choice.perimeter is None:
            raise LookupError("the role and the place are chosen before the person")
        return NewInvitation(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            telephone=self.cleaned_data["telephone"],
            role=choice.role,
            perimeter=choice.perimeter,
            place=choice.place,
            succeeds=choice.succeeds,
        )


class ReasonForm(WorkForm):
    """Ask for a reason."""

    reason = Line(
        label=gettext_lazy("Pourquoi ?"),
        help_text=gettext_lazy("Quelques mots, que liront les personnes concernées : fin de mandat, départ…"),
    )


class LostFactorForm(WorkForm):
    """Ask why a second factor is removed."""

    reason = Line(
        label=gettext_lazy("Pourquoi ?"),
        help_text=gettext_lazy(
            "Ce qu'elle a perdu, et comment vous l'avez reconnue. La personne le lira, le journal le gardera."
        ),
    )


class PeopleFilters(forms.Form):
    """Ask which people to list."""

    q = forms.CharField(label=gettext_lazy("Nom ou adresse"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"),
        required=False,
        choices=[("", gettext_lazy("Tous les rôles")), *Role.choices],
    )

    def asked(self, name: str) -> str:
        """Return what was asked; nothing when it is not understood."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() else ""

    @property
    def sentences(self) -> list[str]:
        """Return what was asked in words, for the heading of a file."""
        return asked_in_words(self, self.asked)


class CodeForm(WorkForm):
    """Ask for the six digits of an invitation, and for whom they are."""

    contact = Line(
        label=gettext_lazy("Votre adresse électronique, ou votre téléphone"),
        help_text=gettext_lazy("Celui que la personne qui vous invite connaît."),
        max_length=254,
    )
    code = Line(
        label=gettext_lazy("Le code de l'invitation"),
        help_text=gettext_lazy("Six chiffres, par exemple 123 456."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}
        ),
    )

    def clean_contact(self) -> str:
        """Return the address, or the number, in its canonical form."""
        text = str(self.cleaned_data["contact"])
        try:
            return normalise.email(text) if "@" in text else normalise.telephone(text)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_code(self) -> str:
        """Return the six digits."""
        digits = re.sub(r"[\s.\-]", "", str(self.cleaned_data["code"]))
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("Le code a six chiffres : relisez-le, puis tapez-le à nouveau."))
        return digits


class AcceptForm(WorkForm):
    """Ask, of whoever accepts, for their name, and for an address where none is known."""

    name = Line(
        label=gettext_lazy("Votre prénom et votre nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = Email(
        label=gettext_lazy("Votre adresse électronique"),
        help_text=gettext_lazy("C'est là que vous recevrez vos codes de connexion."),
    )

    def __init__(self, data: QueryDict | None, *, invitation: Invitation, signed_in: User | None) -> None:
        super().__init__(data, initial={"name": invitation.name})
        if invitation.email or signed_in:
            del self.fields["email"]
        if signed_in:
            del self.fields["name"]

    def told(self, name: str) -> str:
        """Return what was told, where it was asked."""
        return str(self.cleaned_data.get(name, ""))
