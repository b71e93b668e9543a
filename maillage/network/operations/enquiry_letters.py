"""The messages of an enquiry: to whoever asked, and to those in charge; no private address shows to the other."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.models import Grant, User
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.formats import day as written_day
from maillage.common.links import personal_link
from maillage.common.mail import To, queue, site_link
from maillage.common.models import Message
from maillage.network.models import Cooperation, Enquiry, EnquiryStep, Level, TeamLead
from maillage.network.models.leads import PersonOfTeam
from maillage.network.operations.confirmations import asked_people
from maillage.territory.perimeter import FRANCE, Perimeter

FOLLOW, CHARGE = "demande-suivi", "demande-reponse"
FOLLOW_DAYS, CHARGE_DAYS = 400, 60
PROMISED = 10  # days
RECEIVED, REPLY = "demande-recue", "demande-reponse"  # what whoever asked gets


def animators(cooperation: Cooperation, *, on: dt.date) -> list[User]:
    """Return those who animate a cooperation on a day."""
    perimeter = Perimeter(PerimeterKind.COOPERATION, cooperation.slug)
    return _wearing(Grant.objects.in_force(on).of_role(Role.ANIMATOR).on(perimeter).with_people())


def nationals(*, on: dt.date) -> list[User]:
    """Return the national team on a day: its officers, or else its administrators."""
    held = Grant.objects.in_force(on).on(FRANCE).with_people()
    return _wearing(held.of_role(Role.OFFICER)) or _wearing(held.of_role(Role.ADMINISTRATOR))


def _wearing(grants: "object") -> list[User]:
    """Return the people of some roles, each once, those whose account is open."""
    return list({grant.user.pk: grant.user for grant in grants if grant.user.is_active}.values())  # type: ignore[attr-defined] # grants


def follow_link(enquiry: Enquiry) -> str:
    """Return the address where a person follows their own enquiry."""
    return personal_link(FOLLOW, "enquiry_follow", enquiry=enquiry.pk)


def charge_link(enquiry: Enquiry, person: PersonOfTeam) -> str:
    """Return the address where someone who stands for a team, without an account, answers an enquiry."""
    role = "referent" if isinstance(person, TeamLead) else "appui"
    return personal_link(CHARGE, "enquiry_charge", enquiry=enquiry.pk, role=role, person=person.pk)


def in_charge(enquiry: Enquiry, *, on: dt.date) -> Iterator[tuple[To, str]]:
    """Yield those who answer an enquiry on a day, each with the address of their page."""
    if enquiry.level == Level.TEAM and enquiry.team:
        for person in asked_people(enquiry.team, on=on):
            yield (
                To(email=person.email, name=person.name, user_id=person.user_id),
                charge_link(enquiry, person),
            )
        return
    at_cooperation = enquiry.level == Level.COOPERATION and enquiry.cooperation
    people = (
        animators(enquiry.cooperation, on=on) if at_cooperation and enquiry.cooperation else nationals(on=on)
    )
    page = site_link(reverse("enquiry", args=[enquiry.pk]))
    for user in people:
        yield To(email=user.email, name=user.name, user_id=user.pk), page


def tell_those_in_charge(enquiry: Enquiry, *, on: dt.date, at: dt.datetime, age: int) -> int:
    """Write to those who answer an enquiry, the first time or as a reminder; return to how many."""
    told = 0
    for to, address in in_charge(enquiry, on=on):
        subject = (
            ngettext(
                "Une personne attend votre réponse depuis %d jour",
                "Une personne attend votre réponse depuis %d jours",
                age,
            )
            % age
            if age
            else _("Une demande pour vous : %s") % enquiry.get_wish_display().lower()
        )
        lines = (
            _("Bonjour %s,") % to.name,
            _("Une personne a écrit par le site : « %(wish)s », %(place)s, le %(day)s.")
            % {
                "wish": enquiry.get_wish_display(),
                "place": enquiry.commune.name if enquiry.commune else _("commune non dite"),
                "day": written_day(enquiry.received_at.date()),
            },
            _("Son nom, comment la joindre, et de quoi lui répondre sont ici :"),
            address,
            _("Un appel de quelques minutes suffit souvent. Merci de lui répondre sous %d jours.") % PROMISED,
        )
        message = queue(
            to,
            subject=subject,
            text="\n\n".join(lines),
            kind="demande-a-repondre",
            because=_("Vous recevez ce message parce que les demandes de ce territoire vous sont confiées."),
            at=at,
            key=f"demande:{enquiry.pk}:{enquiry.level}:{enquiry.team_id}:{enquiry.cooperation_id}:{age}:{to.email}",
        )
        told += message is not None
    return told


def acknowledge(enquiry: Enquiry, *, at: dt.datetime) -> None:
    """Tell whoever asked that their enquiry has arrived, and who will answer."""
    if not enquiry.email:
        return
    lines = (
        _("Bonjour %s,") % enquiry.name,
        _(
            "Votre demande est bien arrivée : « %(wish)s ». Qui va vous répondre : %(charge)s, sous %(days)d jours."
        )
        % {"wish": enquiry.get_wish_display(), "charge": enquiry.in_charge, "days": PROMISED},
        *_came_from(enquiry),
        _("Pour voir où elle en est, ou la retirer :"),
        follow_link(enquiry),
        _("Rien ne vient ? Appelez le %s.") % settings.BRANDING["telephone"],
    )
    _write(
        enquiry,
        _("Votre demande est bien arrivée"),
        lines,
        RECEIVED,
        at,
        f"demande-recue:{enquiry.pk}",
    )


def _came_from(enquiry: Enquiry) -> tuple[str, ...]:
    """Return the line that says by which partner an enquiry came: one must know who passed one's name on."""
    if enquiry.forwarded_with is None:
        return ()
    return (_("Elle nous a été transmise par : %s.") % enquiry.forwarded_with.name,)


def reply(enquiry: Enquiry, step: EnquiryStep, *, at: dt.datetime) -> None:
    """Send the answer to whoever asked."""
    lines = (
        step.text,
        _("Ce message vous est envoyé par le site de %s. Pour voir où en est votre demande, ou la retirer :")
        % settings.BRANDING["name"],
        follow_link(enquiry),
    )
    _write(enquiry, _("Une réponse à votre demande"), lines, REPLY, at, f"demande-reponse:{step.pk}")


def _write(
    enquiry: Enquiry, subject: str, lines: tuple[str, ...], kind: str, at: dt.datetime, key: str
) -> None:
    """Queue a message to whoever asked."""
    queue(
        To(email=enquiry.email, name=enquiry.name),
        subject=subject,
        text="\n\n".join(lines),
        kind=kind,
        because=_("Vous recevez ce message parce que vous avez envoyé une demande le %s.")
        % written_day(enquiry.received_at.date()),
        at=at,
        key=key,
    )


def forget_letters(enquiry: Enquiry, *, at: dt.datetime) -> None:
    """Erase whom the letters of an enquiry went to, unless another enquiry of theirs is followed."""
    if not enquiry.email or Enquiry.objects.from_address(enquiry.email).exclude(pk=enquiry.pk).exists():
        return
    letters = Message.objects.of_kinds((RECEIVED, REPLY)).filter(to_email__iexact=enquiry.email)
    letters.waiting().update(failed_at=at, last_error="demande retirée")
    letters.update(to_email=f"demande-{enquiry.pk}@retiree.invalid", to_name="", text="")
