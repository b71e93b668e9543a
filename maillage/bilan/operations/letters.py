"""The letters of a campaign of bilans: when it opens, once as a reminder, when a bilan is given back or accepted."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.models import Grant, User
from maillage.accounts.roles import PerimeterKind, Role
from maillage.bilan.models import BilanRemark, CampaignBilan, FrozenBilan
from maillage.common.formats import day as written_day
from maillage.common.mail import Batch, Recipient, To, is_stopped, queue, site_link
from maillage.network.operations.enquiry_letters import animators
from maillage.territory.perimeter import Perimeter

CAMPAIGN, BACK, ACCEPTED = "campagne-bilan", "bilan-rendu", "bilan-accepte"


def authors(bilan: CampaignBilan, *, on: dt.date) -> list[User]:
    """Return who writes a bilan on a day: who animates the cooperation, who runs the carrier."""
    if bilan.cooperation is not None:
        return animators(bilan.cooperation, on=on)
    perimeter = Perimeter(PerimeterKind.CARRIER, bilan.subject.slug)
    grants = Grant.objects.in_force(on).of_role(Role.CARRIER).on(perimeter).with_people()
    return list({grant.user.pk: grant.user for grant in grants if grant.user.is_active}.values())


def opening(bilans: Sequence[CampaignBilan], *, on: dt.date) -> tuple[Batch, list[CampaignBilan]]:
    """Return the letters that ask for bilans, and the bilans for which nobody can be written to."""
    return _batch(bilans, _("Le bilan de votre année"), _opening_text, "ouverture", on)


def reminding(bilans: Sequence[CampaignBilan], *, on: dt.date) -> tuple[Batch, list[CampaignBilan]]:
    """Return the letters that remind of bilans, and the bilans for which nobody can be written to."""
    return _batch(bilans, _("Rappel : le bilan de votre année"), _reminder_text, "rappel", on)


def _batch(
    bilans: Sequence[CampaignBilan],
    subject: str,
    text: Callable[[str, CampaignBilan], str],
    key: str,
    on: dt.date,
) -> tuple[Batch, list[CampaignBilan]]:
    """Return one letter for each author of each bilan, and the bilans that no letter reaches."""
    recipients, silent = [], []
    for bilan in bilans:
        people = [one for one in authors(bilan, on=on) if not is_stopped(one.email, CAMPAIGN)]
        if not people:
            silent.append(bilan)
        recipients += [
            Recipient(
                to=To(email=one.email, name=one.name, user_id=one.pk),
                text=text(one.name, bilan),
                because=_because(bilan),
                key=f"bilan:{key}:{bilan.year}:{bilan.perimeter}:{one.email}",
            )
            for one in people
        ]
    return Batch(kind=CAMPAIGN, subject=subject, recipients=tuple(recipients)), silent


def _because(bilan: CampaignBilan) -> str:
    if bilan.cooperation is not None:
        return _("Vous recevez ce message parce que vous animez « %s ».") % bilan.subject.name
    return _("Vous recevez ce message parce que vous gérez « %s ».") % bilan.subject.name


def _page(bilan: CampaignBilan) -> str:
    """Return where a bilan is written; before it exists, where all those of a person are."""
    return site_link(reverse("asked_bilan", args=[bilan.pk]) if bilan.pk else reverse("my_bilans"))


def _opening_text(name: str, bilan: CampaignBilan) -> str:
    campaign = bilan.campaign
    lines = (
        _("Bonjour %s,") % name,
        _(
            "Le bilan %(year)s de « %(subject)s » est déjà rempli avec ce que dit le registre au %(day)s. Il ne vous "
            "reste qu'à le relire, à y mettre vos mots, et à l'envoyer avant le %(due)s."
        )
        % {
            "year": bilan.year,
            "subject": bilan.subject.name,
            "day": written_day(campaign.as_of),
            "due": written_day(campaign.due_on),
        },
        campaign.word,
        _page(bilan),
        _(
            "Un chiffre vous paraît faux ? Corrigez-le au registre : le bilan suit aussitôt, jusqu'à son envoi."
        ),
    )
    return "\n\n".join(line for line in lines if line)


def _reminder_text(name: str, bilan: CampaignBilan) -> str:
    lines = (
        _("Bonjour %s,") % name,
        _("Le bilan %(year)s de « %(subject)s » attend encore vos mots. Il est attendu pour le %(due)s.")
        % {
            "year": bilan.year,
            "subject": bilan.subject.name,
            "due": written_day(bilan.campaign.due_on),
        },
        _page(bilan),
        _(
            "C'est le seul rappel. Vous manquez de temps ? Envoyez-le tel qu'il est : les chiffres y sont déjà."
        ),
    )
    return "\n\n".join(lines)


def tell_back(bilan: CampaignBilan, remark: BilanRemark, *, on: dt.date, at: dt.datetime) -> None:
    """Tell the authors of a bilan that it is given back, and why."""
    lines = (
        _(
            "L'équipe nationale a lu le bilan %(year)s de « %(subject)s », et vous le rend avec cette remarque :"
        )
        % {"year": bilan.year, "subject": bilan.subject.name},
        remark.text,
        _("Reprenez-le ici, puis envoyez-le de nouveau :"),
        _page(bilan),
    )
    _tell(bilan, _("Votre bilan vous est rendu"), lines, BACK, f"bilan:rendu:{remark.pk}", on=on, at=at)


def tell_accepted(bilan: CampaignBilan, frozen: FrozenBilan, *, on: dt.date, at: dt.datetime) -> None:
    """Tell the authors of a bilan that it is accepted, and where it is read."""
    lines = (
        _(
            "Merci : le bilan %(year)s de « %(subject)s » est accepté. Il est figé, et chacun peut le lire et le "
            "citer :"
        )
        % {"year": bilan.year, "subject": bilan.subject.name},
        site_link(frozen.get_absolute_url()),
    )
    key = f"bilan:accepte:{bilan.pk}"
    _tell(bilan, _("Votre bilan est accepté"), lines, ACCEPTED, key, on=on, at=at)


def _tell(
    bilan: CampaignBilan,
    subject: str,
    lines: Sequence[str],
    kind: str,
    key: str,
    *,
    on: dt.date,
    at: dt.datetime,
) -> None:
    """Write to the authors of a bilan."""
    for one in authors(bilan, on=on):
        queue(
            To(email=one.email, name=one.name, user_id=one.pk),
            subject=subject,
            text="\n\n".join((_("Bonjour %s,") % one.name, *lines)),
            kind=kind,
            because=_because(bilan),
            at=at,
            key=f"{key}:{one.email}",
        )
