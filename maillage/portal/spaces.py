"""Where a person works: their cooperation, their organisations, their teams, as a few big links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor, Hat
from maillage.accounts.permissions import MODELS
from maillage.accounts.roles import PerimeterKind, Right
from maillage.network.reach import SUBJECTS
from maillage.programme.models import Action

# The page where one works on a subject, and the right that opens it.
WORK = {
    PerimeterKind.COOPERATION: ("cockpit", Right.SEE_COOPERATION),
    PerimeterKind.CARRIER: ("organisation_work", Right.SEE_ORGANISATION),
    PerimeterKind.TEAM: ("work_team", Right.SEE_TEAM),
}


class Group(Enum):
    """Gather the places of who has many of them; the order is that of the page."""

    MINE = _("Chez vous")
    FIELD = _("Le terrain")
    AIDS = _("Les appuis")
    SHARED = _("Ce que l'on partage")
    PLAN = _("Le programme")
    PEOPLE = _("Les personnes et le journal")


# Up to this many places, one list is easier to read than groups.
FEW = 9


@dataclass(frozen=True, kw_only=True)
class Space:
    """Name one place where a person works."""

    title: str | Promise
    text: str | Promise
    url: str
    group: Group = Group.MINE


class Desk(NamedTuple):
    """Name a place that a right opens."""

    right: Right
    group: Group
    title: Promise
    text: Promise
    page: str


DESKS = (
    Desk(
        Right.ANSWER_ENQUIRY,
        Group.FIELD,
        _("Les demandes"),
        _("Qui a écrit par le site et attend une réponse"),
        "enquiries",
    ),
    Desk(
        Right.ANSWER_ALERT,
        Group.FIELD,
        _("Les alertes"),
        _("Canicule, grand froid, épidémie : appeler et compter"),
        "my_alerts",
    ),
    Desk(
        Right.SEND_REFERRAL,
        Group.FIELD,
        _("Les orientations"),
        _("Faire rencontrer une équipe à une personne"),
        "my_referrals",
    ),
    Desk(
        Right.ANSWER_REFERRAL,
        Group.FIELD,
        _("Les orientations"),
        _("Ce qui est demandé à votre équipe"),
        "my_referrals",
    ),
    Desk(
        Right.COUNT_REFERRALS,
        Group.FIELD,
        _("Les orientations"),
        _("Où elles sont ouvertes, et combien"),
        "referral_services",
    ),
    Desk(
        Right.INSTRUCT_SIGNATURE,
        Group.FIELD,
        _("Les dossiers de signature"),
        _("Lire, compléter, décider"),
        "signing_files",
    ),
    Desk(
        Right.EDIT_ORGANISATION,
        Group.FIELD,
        _("Les engagements à suivre"),
        _("Prendre des nouvelles, renouveler"),
        "commitments",
    ),
    Desk(
        Right.SITE_TEAMS,
        Group.FIELD,
        _("Où aller ensuite ?"),
        _("Où fonder les prochaines équipes, et ce que cela changerait"),
        "where_next",
    ),
    Desk(
        Right.KEEP_ATTENDANCE,
        Group.AIDS,
        _("Mes formations"),
        _("Ouvrir une session, noter qui est venu"),
        "my_trainings",
    ),
    Desk(
        Right.JOIN_EXCHANGE,
        Group.AIDS,
        _("Mes échanges"),
        _("Venir à une rencontre avec une question"),
        "my_exchanges",
    ),
    Desk(
        Right.HOLD_EXCHANGE,
        Group.AIDS,
        _("Organiser des échanges"),
        _("Prévoir une rencontre, garder le compte rendu"),
        "run_exchanges",
    ),
    Desk(
        Right.HOLD_EVENT,
        Group.AIDS,
        _("Organiser des rendez-vous"),
        _("Programme, inscriptions, présences"),
        "run_events",
    ),
    Desk(Right.APPLY_AID, Group.AIDS, _("Mes aides"), _("Demander une aide, suivre une demande"), "my_aids"),
    Desk(Right.READ_AID, Group.AIDS, _("Les demandes d'aide"), _("Lire, instruire, décider"), "aid_files"),
    Desk(
        Right.RUN_AIDS,
        Group.AIDS,
        _("Mener les aides"),
        _("Ouvrir une aide, tenir ses enveloppes"),
        "run_aids",
    ),
    Desk(
        Right.PROPOSE_RESOURCE,
        Group.SHARED,
        _("Mes fiches"),
        _("Écrire pour la bibliothèque ce qui a servi"),
        "my_resources",
    ),
    Desk(
        Right.EDIT_TEAM,
        Group.SHARED,
        _("Demander conseil"),
        _("À des pairs qui ont déjà vécu cela"),
        "my_advice",
    ),
    Desk(
        Right.PROPOSE_RESOURCE,
        Group.SHARED,
        _("Qui a déjà vécu cela ?"),
        _("Donner conseil, dire ce que l'on a vécu"),
        "lived",
    ),
    Desk(
        Right.REVIEW_RESOURCE,
        Group.SHARED,
        _("Relire les fiches"),
        _("Publier, rendre, relire celles qui ont vieilli"),
        "review_resources",
    ),
    Desk(
        Right.RUN_EXPERIMENT,
        Group.SHARED,
        _("Tenir les expérimentations"),
        _("Préparer, mesurer, noter ce qui est décidé"),
        "keep_experiments",
    ),
    Desk(
        Right.RUN_BILAN,
        Group.PLAN,
        _("Campagnes de bilans"),
        _("Demander, lire, accepter ; mettre en page, imprimer par lots"),
        "bilan_campaigns",
    ),
    Desk(
        Right.EDIT_COOPERATION,
        Group.PLAN,
        _("Mes bilans"),
        _("Relire, écrire, envoyer"),
        "my_bilans",
    ),
    Desk(
        Right.EDIT_ORGANISATION,
        Group.PLAN,
        _("Mes bilans"),
        _("Relire, écrire, envoyer"),
        "my_bilans",
    ),
    Desk(
        Right.WRITE_PROGRAMME,
        Group.PLAN,
        _("Tenir le programme"),
        _("Où en est chaque action"),
        "keep_programme",
    ),
    Desk(
        Right.SEE_COOPERATION,
        Group.PLAN,
        _("Comité de pilotage"),
        _("Ce qu'il décide, et qui suit quoi"),
        "steering",
    ),
    Desk(
        Right.WRITE_PROGRAMME,
        Group.PLAN,
        _("Tenir les engagements"),
        _("Qui promet quoi, et ce qu'il en advient"),
        "keep_pledges",
    ),
    Desk(
        Right.WRITE_PROGRAMME,
        Group.PLAN,
        _("Les financeurs"),
        _("Leurs pages, et les chiffres qu'ils suivent"),
        "keep_funders",
    ),
    Desk(
        Right.EDIT_COOPERATION,
        Group.PLAN,
        _("Politiques et conventions"),
        _("Ce qui est conclu sur un territoire, et à quel titre"),
        "keep_agreements",
    ),
)


def work_url(actor: Actor, subject: models.Model) -> str:
    """Return where a person works on a subject; nothing when they may not."""
    kind = next(kind for kind, model in SUBJECTS.items() if isinstance(subject, model))
    page, right = WORK[kind]
    if not actor.may(right):
        return ""
    seen = SUBJECTS[kind]._default_manager.filter(actor.q(right, MODELS[kind]), pk=subject.pk)
    return reverse(page, args=[seen[0].slug]) if seen else ""


def spaces_of(actor: Actor) -> list[Space]:
    """Return where a person works, each place once."""
    found: dict[str, Space] = {}
    for hat in actor.hats:
        for space in _of_hat(hat):
            found.setdefault(space.url, space)
    for space in _of_everybody(actor):
        found.setdefault(space.url, space)
    return list(found.values())


def grouped(spaces: Sequence[Space]) -> list[tuple[str | Promise, list[Space]]]:
    """Return the places by group with its name; all together without a name when they are few."""
    if len(spaces) <= FEW:
        return [("", list(spaces))] if spaces else []
    order = list(Group)
    ranked = sorted(spaces, key=lambda space: order.index(space.group))
    return [(group.value, list(some)) for group, some in groupby(ranked, key=lambda space: space.group)]


def subjects_of(actor: Actor) -> list[models.QuerySet[models.Model]]:
    """Return, for each kind of subject, those that the person's hats are worn on."""
    found = []
    for kind in MODELS:
        slugs = [hat.perimeter.code for hat in actor.hats if hat.perimeter.kind == kind]
        if slugs:
            found.append(SUBJECTS[kind]._default_manager.filter(slug__in=slugs))
    return found  # type: ignore[return-value] # subjects of three sorts


def _of_hat(hat: Hat) -> Iterator[Space]:
    """Yield the places of one hat."""
    kind = PerimeterKind(hat.perimeter.kind)
    if kind in WORK:
        words = {
            PerimeterKind.COOPERATION: _("Ma coopération"),
            PerimeterKind.CARRIER: _("Mon organisation"),
            PerimeterKind.TEAM: _("Mon équipe"),
        }
        yield Space(title=hat.label, text=words[kind], url=reverse(WORK[kind][0], args=[hat.perimeter.code]))
    elif kind == PerimeterKind.DEPARTEMENT:
        yield Space(
            title=hat.label, text=_("Mon territoire"), url=reverse("departement", args=[hat.perimeter.code])
        )


def _of_everybody(actor: Actor) -> Iterator[Space]:
    """Yield the lists that a person may need."""
    if actor.may(Right.DECIDE):
        yield Space(
            title=_("Le travail national"),
            text=_("Séances, relances, campagne"),
            url=reverse("national"),
            group=Group.FIELD,
        )
    if actor.may(Right.SEE_TEAM):
        yield Space(title=_("Mes équipes"), text=_("Celles que vous suivez"), url=reverse("my_teams"))
    lists = (
        (Right.SEE_COOPERATION, _("Les coopérations"), "cooperations"),
        (Right.SEE_ORGANISATION, _("Les signataires"), "signatories"),
    )
    for right, title, page in lists:
        if any(hat.grants(right) and hat.perimeter.is_france for hat in actor.hats):
            yield Space(title=title, text=_("Dans toute la France"), url=reverse(page), group=Group.FIELD)
    yield from _of_several_teams(actor)
    for desk in DESKS:
        if actor.may(desk.right):
            yield Space(title=desk.title, text=desk.text, url=reverse(desk.page), group=desk.group)
    yield from _of_the_programme(actor)
    if actor.may(Right.SEE_PEOPLE) or actor.may(Right.GRANT):
        yield Space(
            title=_("Les personnes"),
            text=_("Rôles et invitations"),
            url=reverse("people"),
            group=Group.PEOPLE,
        )
    if actor.user is not None:
        yield Space(
            title=_("Mes messages"),
            text=_("Ce que vous avez reçu, et pourquoi"),
            url=reverse("messages"),
            group=Group.PEOPLE,
        )
    if actor.may(Right.READ_JOURNAL):
        yield Space(
            title=_("Le journal"),
            text=_("Qui a fait quoi, et pourquoi"),
            url=reverse("journal"),
            group=Group.PEOPLE,
        )


def _of_several_teams(actor: Actor) -> Iterator[Space]:
    """Yield where the tallies of several teams are followed; whoever leads one has its own page."""
    wide = (hat for hat in actor.hats if hat.perimeter.kind != PerimeterKind.TEAM)
    if any(hat.grants(Right.SEE_TEAM) for hat in wide):
        yield Space(
            title=_("Suivre les relevés"),
            text=_("Quelles équipes ont répondu, et ce que cela fait"),
            url=reverse("follow_tallies"),
            group=Group.FIELD,
        )


def _of_the_programme(actor: Actor) -> Iterator[Space]:
    """Yield the actions of the programme that a person was named for, without a role of the national team."""
    if not actor.may(Right.WRITE_PROGRAMME) and Action.objects.told_by(actor).exists():
        yield Space(
            title=_("Les actions que vous suivez"),
            text=_("Dire où en est chacune"),
            url=reverse("keep_programme"),
            group=Group.PLAN,
        )
