"""Give a bilan in: write beside its parts, send it; give it back with a remark, or accept it, and then it is frozen."""

import datetime as dt
from collections.abc import Mapping
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.bilan.models import BILAN_LIFE, BilanRemark, BilanState, CampaignBilan, FrozenBilan
from maillage.bilan.operations.freezing import freeze
from maillage.bilan.operations.letters import tell_accepted, tell_back
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, day_of, retract, stamp
from maillage.common.versions import lock_version

REWRITTEN = gettext_noop("texte repris")


def _locked(bilan: CampaignBilan) -> CampaignBilan:
    """Return a bilan that nobody else changes until the end of the transaction."""
    rows = CampaignBilan.objects.select_for_update(of=("self",))
    return rows.select_related("campaign", "cooperation", "carrier").get(pk=bilan.pk)


def _check(bilan: CampaignBilan, state: str = "") -> None:
    """Refuse what a bilan does not allow where it stands; a frozen one allows nothing any more."""
    if bilan.is_accepted:
        raise Refused(
            _(
                "Le bilan de « %(name)s » est figé depuis qu'il a été accepté : il ne se change plus. Ce qui est "
                "corrigé depuis dans le registre se lit sur sa page de comparaison."
            )
            % {"name": bilan.subject.name}
        )
    if not bilan.campaign.is_open:
        raise Refused(
            _("La campagne est close depuis le %s : ce bilan ne se change plus.")
            % formats.day(bilan.campaign.closed_on)
        )
    if state and not BILAN_LIFE.may_become(bilan.state, state):
        raise Refused(
            _("Ce bilan est « %(state)s » : rechargez la page pour voir ce qu'il attend.")
            % {"state": bilan.get_state_display()}
        )


@transaction.atomic
def write_texts(
    bilan: CampaignBilan, texts: Mapping[str, str], *, version: int | None, by: Author
) -> CampaignBilan:
    """Write what is said beside the parts of a bilan; what is emptied is taken back."""
    current = lock_version(bilan, version)
    _check(current)
    if not current.is_to_write:
        raise Refused(
            _(
                "Ce bilan est envoyé : l'équipe nationale le lit. S'il faut y revenir, demandez-lui de vous le rendre."
            )
        )
    held = {row.part: row for row in current.texts.believed()}
    for part, text in texts.items():
        former = held.get(part)
        if former is not None and not text:
            retract(former, reason=str(REWRITTEN), by=by)
        elif former is not None and former.text != text:
            correct(former, reason=str(REWRITTEN), by=by, text=text)
        elif former is None and text:
            current.texts.create(part=part, text=text, **stamp(by))
    current.next_version(by)
    current.save()
    record(
        by, gettext_noop("a écrit dans le bilan « %(name)s »"), current, current.subject, name=str(current)
    )
    return current


@transaction.atomic
def send_bilan(bilan: CampaignBilan, *, by: Author) -> CampaignBilan:
    """Send a bilan: from now on it is read as it is known at this moment."""
    current = _locked(bilan)
    _check(current, BilanState.SENT)
    current.state, current.sent_at = BilanState.SENT, by.knows_since
    current.save(update_fields=["state", "sent_at"])
    record(by, gettext_noop("a envoyé le bilan « %(name)s »"), current, current.subject, name=str(current))
    return current


@transaction.atomic
def give_back(bilan: CampaignBilan, text: str, *, by: Author) -> CampaignBilan:
    """Give a bilan back to its author, with what is to be seen to."""
    current = _locked(bilan)
    _check(current, BilanState.BACK)
    if not text.strip():
        raise Refused(_("Dites ce qui manque ou ce qui est à revoir : un bilan se rend avec une remarque."))
    current.state = BilanState.BACK
    current.save(update_fields=["state"])
    said = BilanRemark.objects.create(bilan=current, text=text, **stamp(by))
    tell_back(current, said, on=day_of(by.at), at=by.at)
    record(
        by,
        gettext_noop("a rendu le bilan « %(name)s »"),
        current,
        current.subject,
        name=str(current),
        why=text,
    )
    return current


@transaction.atomic
def accept(bilan: CampaignBilan, *, organisation: str, by: Author) -> FrozenBilan:
    """Accept a bilan: it is frozen as it was known when it was sent."""
    current = _locked(bilan)
    _check(current, BilanState.ACCEPTED)
    current.state = BilanState.ACCEPTED
    current.save(update_fields=["state"])
    frozen = freeze(
        current.definition,
        as_of=current.campaign.as_of,
        known_at=cast("dt.datetime", current.sent_at),  # the database holds that what was sent has its day
        organisation=organisation,
        perimeter=current.perimeter,
        bilan=current,
        by=by,
    )
    tell_accepted(current, frozen, on=day_of(by.at), at=by.at)
    record(by, gettext_noop("a accepté le bilan « %(name)s »"), current, current.subject, name=str(current))
    return frozen
