"""Take away the second factor of someone who lost everything, so that they may set up another."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations.journal import record
from maillage.accounts.operations.sign_in import greeting, letter
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.mail import To, queue, site_link


@transaction.atomic
def reset_second_factor(user: User, *, reason: str, by: Author) -> None:
    """Remove the keys, the application and the recovery codes of a person, and close all their sessions.

    Their roles that decide wait again, until they have set up another second factor.
    """
    if by.user and by.user.pk == user.pk:
        raise Refused(
            _(
                "Votre propre second facteur se change depuis « Mon compte ». Si vous avez tout perdu, demandez à "
                "un autre administrateur de le retirer."
            )
        )
    current = User.objects.select_for_update().get(pk=user.pk)
    if not current.is_active:
        raise Refused(_("Cette personne a été retirée du registre : elle ne se connecte plus."))
    held = Authenticator.objects.filter(user_id=current.pk)
    if not held.exists():
        raise Refused(
            _("%s n'a pas de second facteur : il n'y a rien à retirer.") % current
            + " "
            + _("À sa prochaine connexion, son compte lui proposera d'en mettre un en place.")
        )
    held.delete()
    for session in UserSession.objects.filter(user_id=current.pk).order_by("pk"):
        session.end()
    current.set_unusable_password()  # another one: the sessions that nobody listed are over too
    current.save(update_fields=["password"])
    _tell(current, reason, by)
    record(
        by,
        gettext_noop("a retiré le second facteur de %(person)s, qui avait tout perdu"),
        current,
        why=reason,
        person=current,
    )


def _tell(person: User, reason: str, by: Author) -> None:
    """Write to the person: if it was not at their request, they call."""
    text = letter(
        greeting(person.name),
        _(
            "%(who)s a retiré le second facteur de votre compte : clés d'accès, application et codes de secours."
        )
        % {"who": by.user or _("L'équipe qui tient le site")},
        _("Motif : %s") % reason,
        _(
            "Toutes vos sessions sont fermées. Connectez-vous avec un code reçu par courriel, puis mettez en "
            "place un nouveau second facteur à l'adresse %s : vos rôles qui décident attendent jusque-là."
        )
        % site_link(reverse("mfa_index")),
        _("Vous n'aviez rien demandé ? Appelez tout de suite le %s.")
        % formats.telephone(settings.BRANDING["telephone"]),
    )
    queue(
        To(email=person.email, name=person.name, user_id=person.pk),
        subject=_("Votre second facteur a été retiré"),
        text=text,
        kind="securite-du-compte",
        because=_("Vous recevez ce message parce que la protection de votre compte vient de changer."),
        at=by.at,
    )
