"""Every door of the site, open: a person with enough hats, the pages that they open, the forms that these hold."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maillage.accounts.models import User
from maillage.accounts.operations import NewInvitation, invite, link_of
from maillage.accounts.roles import Role
from maillage.common.links import personal_link
from maillage.common.mail import MAY_STOP, unsubscribe_link
from maillage.events.operations.letters import SEAT as PLACE
from maillage.network.models import (
    AgendaAddress,
    Confirmation,
    Enquiry,
    SigningExchange,
    SigningFile,
    SigningState,
    TeamLead,
)
from maillage.network.operations.agenda import token_of
from maillage.network.operations.confirmations import PURPOSE
from maillage.network.operations.enquiry_letters import CHARGE, FOLLOW
from maillage.network.operations.signing_letters import CERTIFICATE, FILE
from maillage.supports.models import Enrolment, ExchangeMeeting, Participant, Participation, TrainingSession
from maillage.supports.operations.exchange_letters import coming_link
from maillage.supports.operations.training_enrolments import Asking, enrol
from maillage.supports.operations.training_letters import AGREEMENT, SEAT
from maillage.supports.operations.training_session_letters import evaluation_link
from maillage.territory.perimeter import Perimeter
from tests import rights_tallies
from tests.accounts.people import enter, give, nobody_special
from tests.cast import instant, national_charter
from tests.rights import ROWS
from tests.rights_world import BY, DAY, TOLD, World

AT_WORK = "training of a cooperation"
TOO_OLD_FOR_NONE = instant(2016, 1, 1)
# These pages are about what is closed.
OF_THE_CLOSED = {"reopen_team", "cockpit_reopen"}
# What one asks for first on these pages, which show their form afterwards.
ASKED = {
    "carry_team": "?q=organisation",
    "campaign_preview": "?annee=2016&lieu=france",
    "invite": "?role=referent-equipe&ou=equipe:equipe-own",
    "signing_attach": "?nom=organisation",
}


def routes() -> dict[str, list[str]]:
    """Return every address of the site: its name, and what fills it."""

    def walk(patterns: list[URLPattern | URLResolver], filled: list[str]) -> Iterator[tuple[str, list[str]]]:
        for pattern in patterns:
            names = [*filled, *pattern.pattern.converters]
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, names)
            else:
                yield str(pattern.name), names

    return dict(walk(get_resolver().url_patterns, []))


def everyone(client: Client, world: World) -> User:
    """Sign in a person who may do everything here: the whole country, the cooperation and the team of the place."""
    user = nobody_special("Toutes Casquettes")
    spot = world.spots["own"]
    give(user, Role.ADMINISTRATOR)
    give(user, Role.ANIMATOR, Perimeter("cooperation", spot.cooperation.slug))
    give(user, Role.LEAD, Perimeter("equipe", spot.team.slug))
    return enter(client, user)


def _signing(state: str, **told: object) -> SigningFile:
    """Make a signing file in a state, as far as its last step."""
    return SigningFile.objects.create(
        name="Les Amis du quai",
        charter=national_charter(),
        contact_email="paul@exemple.fr",
        opened_at=TOO_OLD_FOR_NONE,
        commitments_told_at=TOO_OLD_FOR_NONE,
        everywhere=True,
        state=state,
        **told,
    )


def _enrolment(world: World) -> Enrolment:
    """Make someone who waits for an agreement to follow a training."""
    session = TrainingSession.objects.get(pk=str(world.fill("announced training", "own")["key"]))
    session.by_agreement = True
    session.save()
    return enrol(
        session, Asking(name="Zoé Blanc", email=f"zoe-{secrets.token_hex(4)}@exemple.fr"), on=DAY, by=BY
    )


def _coming(world: World, user: User | None = None) -> Participation:
    """Make someone who comes to an exchange of the network."""
    meeting = ExchangeMeeting.objects.get(pk=str(world.fill("exchange of somebody", "own")["key"]))
    person = Participant.objects.create(name="Max Noir", folded="max noir", email="max@exemple.fr", user=user)
    return Participation.objects.create(
        meeting=meeting, participant=person, state="vient", said_at=TOO_OLD_FOR_NONE
    )


def links(world: World) -> Mapping[str, str]:
    """Return the personal links, each one good, by the name of their page."""
    spot = world.spots["own"]
    draft = _signing(SigningState.DRAFT)
    asked = _signing(
        SigningState.INCOMPLETE,
        charter_digest="0" * 64,
        signatory_name="Paul Aubert",
        submitted_at=TOO_OLD_FOR_NONE,
    )
    SigningExchange.objects.create(file=asked, question="Votre SIRET ?", asked_at=TOO_OLD_FOR_NONE)
    certified = SigningFile.objects.exclude(certificate=None).order_by("pk")[0]
    lead = TeamLead.objects.create(
        team=spot.team, name="Jeanne Roy", email="jeanne@exemple.fr", started_on=DAY, **TOLD
    )
    question = Confirmation.objects.create(team=spot.team, year=2016)
    asking = Enquiry.objects.get(pk=str(world.fill("enquiry", "own")["key"]))
    new = NewInvitation(
        name="Nadia",
        telephone="04 66 00 00 09",
        role=Role.LEAD,
        perimeter=Perimeter("equipe", spot.team.slug),
        place=spot.team.name,
    )
    return {
        **{
            name: personal_link(FILE, name, file=draft.pk, key=draft.key)
            for name in ROWS
            if name.startswith("signing_") and ROWS[name].access == "link"
        },
        "signing_follow": personal_link(FILE, "signing_follow", file=asked.pk, key=asked.key),
        "signing_certificate": personal_link(
            CERTIFICATE, "signing_certificate", file=certified.pk, key=certified.key
        ),
        "confirm_team": personal_link(
            PURPOSE, "confirm_team", confirmation=question.pk, role="referent", person=lead.pk
        ),
        "enquiry_follow": personal_link(FOLLOW, "enquiry_follow", enquiry=asking.pk),
        "enquiry_charge": personal_link(
            CHARGE, "enquiry_charge", enquiry=asking.pk, role="referent", person=lead.pk
        ),
        **{
            name: personal_link(purpose, name, enrolment=_enrolment(world).pk)
            for name, purpose in (("training_seat", SEAT), ("training_agreement", AGREEMENT))
        },
        **{
            name: personal_link(PLACE, name, registration=world.fill("event", "own")["registration"])  # type: ignore[arg-type] # a number
            for name in ("event_seat", "event_withdraw")
        },
        "exchange_answer": coming_link(_coming(world)),
        "training_evaluation": evaluation_link(
            Enrolment.objects.get(presences__isnull=False, session__pk=str(world.fill(AT_WORK, "own")["key"]))
        ),
        "invitation": link_of(invite(new, by=BY).invitation, proves=False),
        **rights_tallies.pages_of_link(spot.team),
        "unsubscribe": unsubscribe_link("jeanne@exemple.fr", next(iter(MAY_STOP))),
    }


def addresses(world: World, user: User) -> dict[str, str]:
    """Return the address of every page of the site, filled so that the person of all hats opens it."""
    given = links(world)
    feed = AgendaAddress.objects.create(
        cooperation=world.spots["own"].cooperation, user=user, opened_at=TOO_OLD_FOR_NONE
    )
    session = UserSession.objects.filter(user=user).first()
    factor = Authenticator.objects.filter(user=user).first()
    mine = {"close_session": session and session.pk, "mfa_remove_webauthn": factor and factor.pk}
    found = {}
    for name, wanted in routes().items():
        row = ROWS[name]
        place = "archived" if name in OF_THE_CLOSED else "own"
        filling: dict[str, Any] = dict(world.fill(row.kind, place)) if row.kind else {"pk": 1}
        if name in given:
            found[name] = urlsplit(given[name]).path
            continue
        if name == "cockpit_agenda_feed":
            filling = {"slug": feed.cooperation.slug, "token": token_of(feed)}
        if mine.get(name):
            filling = {"pk": mine[name]}
        if name == "leave_exchange":
            filling = {"key": _coming(world, user).meeting_id}
        found[name] = reverse(name, kwargs={key: filling[key] for key in wanted})
    return found


@dataclass
class Field:
    """Hold a field as a page shows it: its kind, what it holds, what it offers."""

    name: str
    kind: str
    held: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    required: bool = False

    @property
    def is_chosen(self) -> bool:
        """Tell whether one chooses among what is offered."""
        return self.kind in {"select", "radio", "checkbox"}

    @property
    def plausible(self) -> list[str]:
        """Return what a person would send: what is there, or else something of the kind."""
        if self.kind in {"hidden", "submit"}:
            return self.held[:1]
        if self.is_chosen:
            offered = [value for value in self.offered if value]
            return self.held or (offered[:1] if self.required or self.kind != "select" else [])
        told = {
            "email": "nadia@exemple.fr",
            "tel": "04 66 12 34 56",
            "date": "2016-05-02",
            "time": "18:30",
            "number": "5",
            "url": "https://exemple.fr/",
        }
        if any(self.held):
            return self.held
        return [told.get(self.kind, "Quelques mots")] if self.required or self.kind == "textarea" else [""]


@dataclass
class Form:
    """Hold a form of a page: where it is sent, how, its fields."""

    page: str
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self) -> dict[str, list[str]]:
        """Return what a person would send."""
        return {name: one.plausible for name, one in self.fields.items()}


class _Reader(HTMLParser):
    """Read the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[Form]()
        self._form: Form | None = None
        self._field: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.page, said.get("action", ""))
            self._form = Form(self.page, action, said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "select", "textarea", "button"} and said.get("name"):
            self._add(tag, said, "required" in said)
        elif tag == "option" and self._field is not None:
            value = said.get("value", "")
            self._field.offered.append(value)
            if "selected" in said:
                self._field.held.append(value)

    def _add(self, tag: str, said: Mapping[str, str], required: bool) -> None:  # noqa: FBT001 - an attribute
        assert self._form is not None
        kind = said.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
        one = self._form.fields.setdefault(said["name"], Field(said["name"], kind))
        one.required = one.required or required
        if kind in {"radio", "checkbox"}:
            one.offered.append(said.get("value", "on"))
            if "checked" in said:
                one.held.append(said.get("value", "on"))
        elif kind not in {"select", "textarea"}:
            one.held.append(said.get("value", ""))
        self._field = one if kind in {"select", "textarea"} else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in {"select", "textarea"}:
            self._field = None

    def handle_data(self, data: str) -> None:
        if self._field is not None and self._field.kind == "textarea":
            self._field.held = ["".join([*self._field.held, data])]


def forms_of(page: str, content: bytes) -> list[Form]:
    """Return the forms that a page holds."""
    reader = _Reader(page)
    reader.feed(re.sub(r"<template.*?</template>", "", content.decode(), flags=re.DOTALL))
    return reader.forms
