"""The messages of a signing file: to its contact, and to them alone."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.accounts.models import Grant
from maillage.accounts.roles import Role
from maillage.common import formats
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import To, queue
from maillage.common.normalise.text import quoted
from maillage.network.models import Organisation, Signature, SigningExchange, SigningFile
from maillage.territory.perimeter import Perimeter

FILE, CERTIFICATE = "signature", "certificat"  # what the personal links are for
LONGEST = 120  # letters of a name that the subject of a message holds


def link(file: SigningFile) -> str:
    """Return the personal link of a file: whoever has it goes on with the draft, or follows what becomes of it."""
    return personal_link(FILE, "signing_resume", file=file.pk, key=file.key)


def certificate_link(file: SigningFile) -> str:
    """Return the personal link to the certificate."""
    return personal_link(CERTIFICATE, "signing_certificate", file=file.pk, key=file.key)


def short(file: SigningFile) -> str:
    """Return the name of the organisation as the subject of a message can hold it."""
    return quoted(file.name, LONGEST)


def _write(file: SigningFile, subject: str, *parts: str, kind: str, by: Author, key: str) -> None:
    ending = _("Une question ? Appelez-nous au %(telephone)s.") % {
        "telephone": formats.telephone(settings.BRANDING["telephone"])
    }
    queue(
        To(email=file.contact_email, name=file.signatory_name),
        subject=subject,
        text="\n\n".join(
            [_("Bonjour,"), *(part for part in parts if part), ending, settings.BRANDING["name"]]
        ),
        kind=kind,
        because=_("Vous recevez ce message parce que cette adresse a été donnée pour le dossier de « %s ».")
        % short(file),
        at=by.at,
        key=key,
    )


def your_link(file: SigningFile, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Send the personal link of a draft, once to each address."""
    _write(
        file,
        _("Votre dossier de signature : %s") % short(file),
        _(
            "Voici le lien pour reprendre le dossier de « %s » quand vous voulez, sur l'appareil que vous voulez :"
        )
        % file.name,
        link(file),
        _("Il est à vous : qui l'a peut continuer à votre place. Il vaut trois mois."),
        _(
            "Si ce n'est pas vous qui l'avez demandé, ne faites rien : sans signature, ce brouillon s'effacera."
        ),
        kind="signature-brouillon",
        by=by,
        key=f"signature-brouillon:{file.pk}:{file.contact_email}",
    )


def received(file: SigningFile, *, on: dt.date, by: Author) -> None:
    """Acknowledge a file."""
    _write(
        file,
        _("Nous avons bien reçu votre signature : %s") % short(file),
        _("Le dossier de « %(name)s » est déposé depuis le %(day)s. Merci !")
        % {"name": file.name, "day": formats.day(on)},
        _("Il va être lu, puis décidé en séance. Nous vous écrirons dans les deux cas."),
        _("Pour le suivre ou le retirer :"),
        link(file),
        kind="signature-deposee",
        by=by,
        key=f"signature-deposee:{file.pk}",
    )


def question(file: SigningFile, asked: SigningExchange, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Ask for what a file lacks."""
    _write(
        file,
        _("Une question sur votre dossier : %s") % short(file),
        _("Pour que le dossier de « %s » avance, il nous manque ceci :") % file.name,
        asked.question,
        _("Répondez ici, en quelques mots :"),
        link(file),
        kind="signature-question",
        by=by,
        key=f"signature-question:{asked.pk}",
    )


def accepted(file: SigningFile, *, on: dt.date, by: Author) -> None:
    """Tell that the signature is in force, with the certificate."""
    _write(
        file,
        _("Bienvenue ! La signature de « %s » est acceptée") % short(file),
        _("« %(name)s » est signataire de la charte depuis le %(day)s. Merci de rejoindre la mobilisation.")
        % {"name": file.name, "day": formats.day(on)},
        file.decision_reason,
        _("Votre certificat est ici, à imprimer ou à garder :"),
        certificate_link(file),
        kind="signature-acceptee",
        by=by,
        key=f"signature-acceptee:{file.pk}",
    )


def refused(file: SigningFile, *, on: dt.date, by: Author) -> None:
    """Tell that the signature is refused, and why."""
    _write(
        file,
        _("Votre demande de signature : %s") % short(file),
        _(
            "La demande de « %(name)s » a été examinée le %(day)s. Elle n'a pas été retenue, pour la raison suivante :"
        )
        % {"name": file.name, "day": formats.day(on)},
        file.decision_reason,
        _("Vous pouvez en parler avec nous, et déposer une nouvelle demande quand vous le voulez."),
        kind="signature-refusee",
        by=by,
        key=f"signature-refusee:{file.pk}",
    )


def withdrawn(file: SigningFile, *, on: dt.date, by: Author) -> None:
    """Tell that a file is withdrawn."""
    _write(
        file,
        _("Votre dossier est retiré : %s") % short(file),
        _("Le dossier de « %(name)s » est retiré depuis le %(day)s ; rien n'est inscrit au registre.")
        % {"name": file.name, "day": formats.day(on)},
        file.decision_reason,
        _("Vous pourrez en déposer un autre quand vous le voudrez."),
        kind="signature-retiree",
        by=by,
        key=f"signature-retiree:{file.pk}",
    )


def successor(signature: Signature, heir: Organisation, *, on: dt.date, by: Author) -> None:
    """Tell an organisation that it succeeds another."""
    managers = Grant.objects.in_force(on).on(Perimeter("porteur", heir.slug)).with_people()
    to = [
        To(email=grant.user.email, name=str(grant.user), user_id=grant.user_id)
        for grant in managers
        if grant.role == Role.CARRIER
    ]
    if not to and heir.email:
        to = [To(email=heir.email, name=heir.name)]
    for one in to:
        queue(
            one,
            subject=_("Une succession pour « %s »") % quoted(heir.name, LONGEST),
            text="\n\n".join(
                [
                    _("Bonjour,"),
                    _(
                        "La signature de « %(name)s » s'est terminée le %(day)s. Le registre dit que « %(heir)s » lui "
                        "succède. Les équipes qu'elle portait cherchent un porteur : voyez avec nous ce que vous "
                        "pouvez reprendre."
                    )
                    % {"name": signature.organisation, "day": formats.day(on), "heir": heir.name},
                    settings.BRANDING["name"],
                ]
            ),
            kind="signature-succession",
            because=_("Vous recevez ce message parce que vous gérez « %s ».") % quoted(heir.name, LONGEST),
            at=by.at,
            key=f"signature-succession:{signature.pk}:{one.email}",
        )
