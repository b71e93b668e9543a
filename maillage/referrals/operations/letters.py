"""The letters of referrals: that one waits, and where to read it; never a word of what it says."""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.models import Grant, User
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.links import personal_link
from maillage.common.mail import To, queue, site_link
from maillage.network.models import Team, TeamLead
from maillage.network.models.leads import PersonOfTeam
from maillage.network.operations.confirmations import asked_people
from maillage.network.operations.enquiry_letters import animators
from maillage.referrals.models import Referral
from maillage.territory.perimeter import Perimeter

PURPOSE, LINK_DAYS = "orientation", 120


def address_of(row: Referral) -> str:
    """Return the address of a referral, for whoever has an account."""
    return site_link(reverse("referral", args=[row.pk]))


def readers(row: Referral, *, on: dt.date) -> Iterator[tuple[To, str]]:
    """Yield those who read for the team asked, each with the address of their page: their link, or their account."""
    team = cast("Team", row.team)  # whoever asks, asks about a referral that has one
    people = asked_people(team, on=on)
    for person in people:
        yield To(email=person.email, name=person.name, user_id=person.user_id), link_of(row, person)
    if people:
        return
    here = Grant.objects.in_force(on).on(Perimeter(PerimeterKind.TEAM, team.slug)).with_people()
    for role in (Role.LEAD, Role.SUPPORT):
        for grant in here.of_role(role).order_by("pk"):
            if grant.user.is_active:
                user = grant.user
                yield To(email=user.email, name=user.name, user_id=user.pk), address_of(row)


def link_of(row: Referral, person: PersonOfTeam) -> str:
    """Return the address of a referral for someone who stands for its team, without an account."""
    role = "referent" if isinstance(person, TeamLead) else "appui"
    named = {"referral": row.pk, "team": row.team_id or 0, "role": role, "person": person.pk}
    return personal_link(PURPOSE, "referral_link", **named)


def tell_team(row: Referral, *, on: dt.date, at: dt.datetime, again: bool = False) -> int:
    """Write to a team that a referral waits for its answer; return to how many."""
    subject = (
        _("Une orientation attend toujours votre réponse")
        if again
        else _("Une orientation attend votre réponse")
    )
    return sum(
        _write(to, subject, address, row, at=at, key=f"orientation:{row.pk}:{row.team_id}:{on}:{to.email}")
        for to, address in readers(row, on=on)
    )


def tell_animators(row: Referral, *, on: dt.date, at: dt.datetime, late: bool = False) -> int:
    """Write to whoever referred, or else to those who animate, that a team answered, or that it is late."""
    told: list[User] = animators(row.cooperation, on=on)
    if row.opened_by is not None and row.opened_by.is_active and row.opened_by not in told:
        told.append(row.opened_by)
    subject = (
        _("Une orientation attend une réponse depuis trop longtemps")
        if late
        else _("Une orientation a reçu une réponse")
    )
    return sum(
        _write(
            To(email=user.email, name=user.name, user_id=user.pk),
            subject,
            address_of(row),
            row,
            at=at,
            key=f"orientation-suite:{row.pk}:{row.state}:{row.team_id}:{on}:{user.pk}",
        )
        for user in told
    )


def _write(to: To, subject: str, address: str, row: Referral, *, at: dt.datetime, key: str) -> bool:
    """Queue one letter, which says that a page is there and nothing else."""
    lines = (
        _("Bonjour %s,") % to.name,
        f"{subject}.",
        _("Pour protéger la personne, ce message n'en dit pas plus. Tout est ici :"),
        address,
        _("Merci pour elle."),
    )
    return (
        queue(
            to,
            subject=subject,
            text="\n\n".join(lines),
            kind="orientation-attend",
            because=_("Vous recevez ce message parce que les orientations de « %s » passent par vous.")
            % row.cooperation.name,
            at=at,
            key=key,
        )
        is not None
    )
