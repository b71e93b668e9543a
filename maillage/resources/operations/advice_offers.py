"""Agree to be asked about what one lived, and stop at once."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract, stamp
from maillage.network.models import Cooperation, Team
from maillage.resources.models import AdviceOffer, Theme


@transaction.atomic
def agree_to_be_asked(
    user: User, theme: str, sentence: str, house: Team | Cooperation | None, *, on: dt.date, by: Author
) -> AdviceOffer:
    """Say that a person agrees to be asked about a theme; said again, their words change."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    told = {
        "sentence": sentence,
        "team": house if isinstance(house, Team) else None,
        "cooperation": house if isinstance(house, Cooperation) else None,
    }
    standing = AdviceOffer.objects.of_user(user).on_theme(theme).first()
    if standing is not None:
        made = correct(standing, reason=str(_("phrase reprise")), by=by, **told)
    else:
        made = AdviceOffer.objects.create(user=user, theme=theme, started_on=on, **told, **stamp(by))
    record(
        by, gettext_noop("a accepté qu'on lui demande conseil : %(theme)s"), user, theme=Theme(theme).label
    )
    return made


@transaction.atomic
def stop_being_asked(offer: AdviceOffer, *, on: dt.date, by: Author) -> None:
    """Stop an agreement that day; the sentence is erased."""
    current = AdviceOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if current.ended_on is not None or current.retracted_at is not None:
        raise Refused(_("Cet accord est déjà arrêté."))
    end(current, on=on, by=by)
    record(
        by,
        gettext_noop("n'accepte plus qu'on lui demande conseil : %(theme)s"),
        current.user,
        theme=current.get_theme_display(),
    )


def end(offer: AdviceOffer, *, on: dt.date, by: Author) -> None:
    """End an agreement, and erase its words wherever they were kept."""
    reason = str(_("accord arrêté"))
    if offer.started_on is not None and on <= offer.started_on:
        retract(offer, reason=reason, by=by)
    else:
        correct(offer, reason=reason, by=by, ended_on=on, end_reason=reason)
    AdviceOffer.objects.filter(user=offer.user_id, theme=offer.theme).update(sentence="")
