"""Public policies, and the agreements about them: what they are, where they hold, with whom."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import FIRST_DAY, Author, correct, retract, stamp
from maillage.common.normalise import slugify_fr
from maillage.common.versions import lock_version
from maillage.network.models import Cooperation, Organisation
from maillage.programme.models import Agreement, PublicPolicy
from maillage.programme.models.policies import PLACES
from maillage.programme.operations.course import not_to_come
from maillage.programme.operations.pledges import check_span
from maillage.territory.models import Commune, Departement, Epci, Region
from maillage.territory.perimeter import Perimeter

SLUG = 110


@dataclass(frozen=True, kw_only=True)
class PolicyText:
    """Say what a public policy is."""

    name: str
    kind: str
    text: str
    since: dt.date
    until: dt.date | None = None
    source_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Say what an agreement is: where, with whom, from when to when, under which reference."""

    perimeter: Perimeter
    started_on: dt.date
    ended_on: dt.date | None = None
    cooperation: Cooperation | None = None
    organisation: Organisation | None = None
    parties: str = ""
    reference: str = ""
    amount_cents: int | None = None
    sits: bool | None = None


@transaction.atomic
def write_policy(
    told: PolicyText, *, policy: PublicPolicy | None = None, version: int | None = None, by: Author
) -> PublicPolicy:
    """Write a public policy: a new one, or what one says now."""
    check_span(told.since, told.until)
    current = lock_version(policy, version) if policy else PublicPolicy(slug=_free_slug(told.name), version=0)
    if PublicPolicy.objects.filter(name=told.name).exclude(pk=current.pk).exists():
        raise Refused(_("Une politique porte déjà ce nom : complétez-la, ou donnez un autre nom à celle-ci."))
    for name, value in vars(told).items():
        setattr(current, name, value)
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a écrit la politique publique « %(name)s »"), current, name=current)
    return current


def _free_slug(name: str) -> str:
    """Return an address that no policy bears yet."""
    base = slugify_fr(name)[:SLUG] or "politique"
    taken = set(PublicPolicy.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{rank}" for rank in range(2, 1_000))) if slug not in taken)


@transaction.atomic
def agree(policy: PublicPolicy, told: Terms, *, on: dt.date, by: Author) -> Agreement:  # noqa: ARG001 - every operation says its day
    """Write an agreement about a public policy."""
    current = PublicPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    check_span(told.started_on, told.ended_on)
    if told.started_on < current.since:
        raise Refused(
            _("« %(name)s » n'existe que depuis le %(day)s : la convention ne peut pas commencer avant.")
            % {"name": current, "day": formats.day(current.since)}
        )
    if told.cooperation is None and told.organisation is None and not told.parties:
        raise Refused(
            _("Dites qui l'a conclue : une coopération, une organisation, ou les parties en quelques mots.")
        )
    if told.cooperation is None and told.sits is not None:
        raise Refused(_("Seule une coopération siège : choisissez-la, ou laissez cette réponse vide."))
    if told.amount_cents is not None and told.amount_cents <= 0:
        raise Refused(_("Un montant est plus grand que zéro : laissez vide s'il n'est pas connu."))
    fields = {name: value for name, value in vars(told).items() if name != "perimeter"}
    place = _place(told.perimeter)
    same = Agreement.objects.believed().about(current).filter(**{**dict.fromkeys(PLACES), **place})
    if same.filter(started_on=told.started_on, reference=told.reference).exists():
        raise Refused(
            _("Cette convention est déjà inscrite, au même lieu et du même jour : corrigez plutôt l'autre.")
        )
    made = Agreement.objects.create(policy=current, **place, **fields, **stamp(by))
    _record(by, gettext_noop("a inscrit une convention : « %(name)s », %(place)s"), made)
    return made


def _place(perimeter: Perimeter) -> dict[str, Region | Departement | Epci | Commune]:
    """Return the place of an agreement by its column; none for France."""
    models: dict[str, type[Region] | type[Departement] | type[Epci] | type[Commune]] = {
        "region": Region,
        "departement": Departement,
        "epci": Epci,
        "commune": Commune,
    }
    if perimeter.is_france:
        return {}
    if perimeter.kind not in models:
        raise Refused(_("« %s » n'est pas un territoire.") % perimeter)
    return {perimeter.kind: models[perimeter.kind]._default_manager.get(code=perimeter.code)}


def _locked(row: Agreement) -> Agreement:
    """Return an agreement that nobody has taken back, and that nobody else changes until the end."""
    current = Agreement.objects.believed().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if current is None:
        raise Refused(_("Cette convention a été retirée : rechargez la page."))
    return current


@transaction.atomic
def end_agreement(row: Agreement, *, ended_on: dt.date, reason: str, on: dt.date, by: Author) -> Agreement:
    """Say on which day an agreement ended, before its term or because nobody had said one."""
    current = _locked(row)
    not_to_come(ended_on, on)
    check_span(current.started_on or FIRST_DAY, ended_on)
    made = correct(current, reason=_("fin de la convention"), by=by, ended_on=ended_on, end_reason=reason)
    _record(by, gettext_noop("a dit finie une convention : « %(name)s », %(place)s"), made, why=reason)
    return made


@transaction.atomic
def take_back_agreement(row: Agreement, *, reason: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Take back an agreement that was never concluded; it stays in its history."""
    current = _locked(row)
    retract(current, reason=reason, by=by)
    _record(by, gettext_noop("a retiré une convention : « %(name)s », %(place)s"), current, why=reason)


def _record(by: Author, verb: str, row: Agreement, *, why: str = "") -> None:
    """Write the line of the journal about an agreement."""
    about = (row.policy, row.cooperation, row.organisation)
    record(by, verb, *filter(None, about), why=why, name=row.policy, place=row.place_name)
