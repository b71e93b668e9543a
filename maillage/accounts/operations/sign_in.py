"""Answer who wants to sign in, and tell people what changes in the safety of their account."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations.journal import record
from maillage.common import formats
from maillage.common.facts import Author
from maillage.common.mail import To, queue, site_link


@dataclass(frozen=True, kw_only=True)
class Change:
    """Hold a change in the safety of an account: as the journal tells it, and as the person reads it."""

    entry: str
    told: Promise | str


CHANGES: Mapping[str, Change] = {
    "application-ajoutee": Change(
        entry=gettext_noop("a ajouté une application de codes à son compte"),
        told=gettext_lazy("Une application de codes protège maintenant votre compte."),
    ),
    "application-retiree": Change(
        entry=gettext_noop("a retiré l'application de codes de son compte"),
        told=gettext_lazy("L'application de codes ne protège plus votre compte."),
    ),
    "cle-ajoutee": Change(
        entry=gettext_noop("a ajouté une clé d'accès à son compte"),
        told=gettext_lazy("Une clé d'accès a été ajoutée à votre compte."),
    ),
    "cle-retiree": Change(
        entry=gettext_noop("a retiré une clé d'accès de son compte"),
        told=gettext_lazy("Une clé d'accès a été retirée de votre compte."),
    ),
    "codes-renouveles": Change(
        entry=gettext_noop("a renouvelé ses codes de secours"),
        told=gettext_lazy("De nouveaux codes de secours ont été faits ; les anciens ne servent plus."),
    ),
    "compte-relie": Change(
        entry=gettext_noop("a relié son compte à celui d'une autre maison"),
        told=gettext_lazy("Votre compte s'ouvre maintenant aussi par celui de votre organisation."),
    ),
}


def grouped(digits: str, size: int = 3) -> str:
    """Return digits in groups that can be read aloud: « 123 456 »."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))


def greeting(name: str) -> str:
    """Return how a message begins."""
    return _("Bonjour %s,") % name if name else _("Bonjour,")


def letter(*paragraphs: str) -> str:
    """Return the text of a message."""
    return "\n\n".join(paragraphs)


@transaction.atomic
def send_code(email: str, code: str, *, at: dt.datetime) -> None:
    """Send a person the code that they asked for; it is written in this message, and nowhere else."""
    user = User.objects.filter(email=email.lower()).first()
    name = user.name if user else ""
    queue(
        To(email=email, name=name, user_id=user.pk if user else None),
        subject=_("Votre code de connexion"),
        text=letter(
            greeting(name),
            _("Voici votre code pour vous connecter à %s :") % settings.BRANDING["name"],
            f"    {grouped(code)}",
            _("Il sert une seule fois, pendant quinze minutes, dans la page où vous l'avez demandé."),
            _(
                "Vous n'avez rien demandé ? Ne faites rien : sans ce code, personne n'entre. "
                "Ne le donnez à personne, même au téléphone."
            ),
        ),
        kind="code-de-connexion",
        because=_("Vous recevez ce message parce qu'un code de connexion a été demandé pour cette adresse."),
        at=at,
    )


@transaction.atomic
def answer_unknown_address(email: str, *, at: dt.datetime) -> None:
    """Tell an address, and it alone, that no account uses it; once a day, whoever insists."""
    queue(
        To(email=email),
        subject=_("Aucun compte à cette adresse"),
        text=letter(
            greeting(""),
            _(
                "Quelqu'un, peut-être vous, a voulu se connecter à %s avec cette adresse. "
                "Aucun compte ouvert ne l'utilise."
            )
            % settings.BRANDING["name"],
            _(
                "Vous avez peut-être donné une autre adresse : essayez avec elle. Sinon, les comptes "
                "s'ouvrent sur invitation : demandez-la à l'animateur de votre coopération, à votre "
                "porteur, ou appelez le %s."
            )
            % formats.telephone(settings.BRANDING["telephone"]),
            _("Ce n'était pas vous ? Ne faites rien : nous n'avons ouvert aucun compte."),
        ),
        kind="adresse-inconnue",
        because=_("Vous recevez ce message parce qu'un code de connexion a été demandé pour cette adresse."),
        at=at,
        key=f"adresse-inconnue:{email.lower()}:{at:%Y-%m-%d}",
    )


@transaction.atomic
def note_change(user: User, change: str, *, at: dt.datetime) -> None:
    """Write in the journal that a person changed how their account is protected, and tell them."""
    queue(
        To(email=user.email, name=user.name, user_id=user.pk),
        subject=_("Votre compte a changé"),
        text=letter(
            greeting(user.name),
            str(CHANGES[change].told),
            _(
                "C'était vous ? Il n'y a rien à faire. Ce n'était pas vous ? Fermez les autres sessions "
                "à l'adresse %(address)s, puis appelez le %(telephone)s."
            )
            % {
                "address": site_link(reverse("sessions")),
                "telephone": formats.telephone(settings.BRANDING["telephone"]),
            },
        ),
        kind="securite-du-compte",
        because=_("Vous recevez ce message parce que la protection de votre compte vient de changer."),
        at=at,
    )
    record(Author(at=at, user=user), CHANGES[change].entry, user)
