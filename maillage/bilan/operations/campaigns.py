"""Lead a campaign of bilans: show who will be asked, open it, remind once, close it, gather the national bilan."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.bilan.models import BilanCampaign, BilanText, CampaignBilan, ChosenText, FrozenBilan
from maillage.bilan.operations.freezing import freeze
from maillage.bilan.operations.letters import opening, reminding
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.common.mail import Batch
from maillage.network.models import Cooperation, Organisation
from maillage.network.models.proposals import seal_of

EARLIEST = 2014
TAKEN_OUT = gettext_noop("ce texte n'est plus retenu")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Say which campaign is to be opened: its year, its days, who is asked."""

    year: int
    as_of: dt.date
    due_on: dt.date
    word: str = ""
    cooperations: Sequence[Cooperation] = ()
    carriers: Sequence[Organisation] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Hold who would get what, before anything is sent, and who nobody can be written to for."""

    asked: tuple[CampaignBilan, ...]
    batch: Batch
    silent: tuple[CampaignBilan, ...]

    @property
    def seal(self) -> str:
        """Return what tells this list from another."""
        told = [*(one.to.email for one in self.batch), *(str(one.perimeter) for one in self.asked)]
        return seal_of("\n".join(told))


def _campaign(asking: Opening, by: Author) -> BilanCampaign:
    return BilanCampaign(
        year=asking.year,
        as_of=asking.as_of,
        due_on=asking.due_on,
        word=asking.word,
        opened_at=by.knows_since,
        opened_by_id=by.user.pk if by.user else None,
    )


def plan_campaign(asking: Opening, *, on: dt.date, by: Author) -> Plan:
    """Return who would be asked for a bilan of a year, and what they would get; nothing is written."""
    _check(asking, on)
    campaign = _campaign(asking, by)
    taken = CampaignBilan.objects.asked_in(asking.year).in_full()
    held = {(one.cooperation_id, one.carrier_id) for one in taken}
    rows = [
        CampaignBilan(
            campaign=campaign,
            year=asking.year,
            asked_at=by.knows_since,
            cooperation=cooperation,
            carrier=carrier,
        )
        for cooperation, carrier in (
            *((one, None) for one in asking.cooperations),
            *((None, one) for one in asking.carriers),
        )
    ]
    asked = [row for row in rows if (row.cooperation_id, row.carrier_id) not in held]
    if not asked:
        raise Refused(
            _("Tous ceux que vous avez choisis ont déjà leur bilan de %d : choisissez une autre année.")
            % asking.year
        )
    batch, silent = opening(asked, on=on)
    return Plan(asked=tuple(asked), batch=batch, silent=tuple(silent))


def _check(asking: Opening, on: dt.date) -> None:
    """Refuse a campaign that cannot be."""
    if not EARLIEST <= asking.year <= on.year:
        raise Refused(
            _("Choisissez une année entre %(first)d et %(last)d.") % {"first": EARLIEST, "last": on.year}
        )
    if asking.as_of > on:
        raise Refused(
            _("Les chiffres sont au %s, un jour à venir : choisissez un jour passé.")
            % formats.day(asking.as_of)
        )
    if asking.as_of.year != asking.year:
        raise Refused(
            _("Les chiffres sont au %(day)s, hors de l'année %(year)d : vérifiez les deux.")
            % {"day": formats.day(asking.as_of), "year": asking.year}
        )
    if asking.due_on < max(asking.as_of, on):
        raise Refused(
            _("Les bilans s'attendent pour aujourd'hui ou après : le %s est passé.")
            % formats.day(asking.due_on)
        )
    if not (asking.cooperations or asking.carriers):
        raise Refused(_("Choisissez au moins une coopération ou un porteur."))


@transaction.atomic
def open_campaign(asking: Opening, *, seal: str, on: dt.date, by: Author) -> BilanCampaign:
    """Ask for the bilans of a year, if the list is still the one that was shown."""
    list(
        Cooperation.objects.select_for_update(of=("self",)).filter(
            pk__in=[row.pk for row in asking.cooperations]
        )
    )
    list(
        Organisation.objects.select_for_update(of=("self",)).filter(
            pk__in=[row.pk for row in asking.carriers]
        )
    )
    plan = plan_campaign(asking, on=on, by=by)
    _refuse_unseen(plan, seal)
    campaign = _campaign(asking, by)
    campaign.save(force_insert=True)
    for row in plan.asked:
        row.campaign = campaign
    rows = CampaignBilan.objects.bulk_create(plan.asked)
    batch, _silent = opening(rows, on=on)
    sent = batch.queue_all(at=by.at)
    record(
        by,
        gettext_noop("a ouvert la campagne « %(name)s » : %(bilans)d bilans demandés, %(messages)d messages"),
        campaign,
        *rows,
        name=str(campaign),
        bilans=len(rows),
        messages=sent,
    )
    return campaign


def _refuse_unseen(plan: Plan, seal: str) -> None:
    """Refuse to send to a list that is not the one that was shown."""
    if plan.seal != seal:
        raise Refused(
            _("La liste a changé depuis que vous l'avez lue : la voici de nouveau. Relisez, puis envoyez.")
        )


def plan_reminder(campaign: BilanCampaign, *, on: dt.date) -> Plan:
    """Return who would be reminded: those whose bilan is still to be written, and who never were."""
    asked = list(campaign.bilans.to_write().never_reminded().in_full())
    if not asked:
        raise Refused(
            _("Il n'y a personne à relancer : chacun a envoyé son bilan, ou a déjà reçu un rappel.")
        )
    batch, silent = reminding(asked, on=on)
    return Plan(asked=tuple(asked), batch=batch, silent=tuple(silent))


@transaction.atomic
def remind(campaign: BilanCampaign, *, seal: str, on: dt.date, by: Author) -> int:
    """Remind once those whose bilan is still to be written; return how many messages were written."""
    current = _open(campaign)
    plan = plan_reminder(current, on=on)
    _refuse_unseen(plan, seal)
    current.bilans.filter(pk__in=[row.pk for row in plan.asked]).update(reminded_at=by.knows_since)
    sent = plan.batch.queue_all(at=by.at)
    record(
        by,
        gettext_noop("a relancé %(bilans)d bilans de la campagne « %(name)s » : %(messages)d messages"),
        current,
        name=str(current),
        bilans=len(plan.asked),
        messages=sent,
    )
    return sent


def _open(campaign: BilanCampaign) -> BilanCampaign:
    """Return a campaign that goes on, locked; refuse one that is closed."""
    current = BilanCampaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not current.is_open:
        raise Refused(_("Cette campagne est close : on n'y change plus rien."))
    return current


@transaction.atomic
def close_campaign(campaign: BilanCampaign, *, on: dt.date, by: Author) -> BilanCampaign:
    """Close a campaign: what is not accepted stays as it is, and is said to be missing."""
    current = _open(campaign)
    current.closed_on = on
    current.save(update_fields=["closed_on"])
    record(by, gettext_noop("a clos la campagne « %(name)s »"), current, name=str(current))
    return current


@transaction.atomic
def choose_texts(campaign: BilanCampaign, texts: Collection[int], *, by: Author) -> int:
    """Say which texts stand in the national bilan; those that were chosen and are not any more leave it."""
    current = BilanCampaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    accepted = current.bilans.filter(state="accepte")
    offered = {row.pk: row for row in BilanText.objects.believed().of_bilans(list(accepted))}
    held = {row.text_id: row for row in ChosenText.objects.believed().of_campaigns([current])}
    wanted = set(texts) & set(offered)
    for pk in sorted(set(held) - wanted):
        retract(held[pk], reason=str(TAKEN_OUT), by=by)
    for pk in sorted(wanted - set(held)):
        ChosenText.objects.create(text=offered[pk], **stamp(by))
    record(
        by,
        gettext_noop("a retenu %(number)d textes au bilan national de la campagne « %(name)s »"),
        current,
        number=len(wanted),
        name=str(current),
    )
    return len(wanted)


def freeze_national(campaign: BilanCampaign, *, organisation: str, by: Author) -> FrozenBilan:
    """Freeze the national bilan on the day of a campaign, as known now."""
    return freeze("national", as_of=campaign.as_of, known_at=by.knows_since, organisation=organisation, by=by)
