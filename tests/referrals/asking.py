"""Referrals for tests: a service that is open, someone referred, a team that leads can be written to."""

import datetime as dt
from typing import Any

from maillage.common.facts import Author, stamp
from maillage.network.models import Team, TeamLead
from maillage.referrals.models import Referral, ReferralService
from maillage.referrals.operations.opening import Agreement, enable_referrals
from maillage.referrals.operations.referrals import (
    Consent,
    Request,
    answer_referral,
    introduce,
    prepare_referral,
    send_referral,
)
from tests.cast import Cast, commune, date, instant

TODAY = date(2018, 6, 1)
BY = Author(at=instant(2018, 6, 1), role="animateur")
AGREEMENT = Agreement(officer="Délégation du Gard", agreed_on=date(2017, 4, 2), reference="RT-2018-014")
CONSENT = Consent(on=date(2017, 5, 30), how="de-vive-voix", by="Le CLIC de Nîmes")


def at(day: dt.date) -> Author:
    """Return who writes on a day."""
    return Author(at=dt.datetime.combine(day, dt.time(9), dt.UTC), role="animateur")


def opened(cast: Cast, on: dt.date = TODAY) -> ReferralService:
    """Open the referrals of the Gard."""
    return enable_referrals(cast.gard, AGREEMENT, on=on, by=at(on))


def led(team: Team, email: str = "luc@exemple.fr") -> TeamLead:
    """Give a team a lead who can be written to."""
    return TeamLead.objects.create(
        team=team, name="Luc Bonnet", email=email, started_on=date(2015, 1, 1), **stamp(BY)
    )


def request(**told: Any) -> Request:
    """Return what is asked for someone."""
    meant: dict[str, Any] = {
        "wish": "visite",
        "referrer": "Le CLIC de Nîmes",
        "capacity": "ccas-clic",
        "telephone": "04 66 00 00 00",
    }
    return Request(**{**meant, **told})


def prepared(cast: Cast, on: dt.date = TODAY, **told: Any) -> Referral:
    """Write a referral down at Nîmes."""
    return prepare_referral(cast.gard, commune("30189"), request(**told), on=on, by=at(on))


def sent(cast: Cast, on: dt.date = TODAY, **told: Any) -> Referral:
    """Ask the team of the Tilleul."""
    if not cast.tilleul.leads.exists():
        led(cast.tilleul)
    return send_referral(prepared(cast, on, **told), cast.tilleul, CONSENT, on=on, by=at(on))


def accepted(cast: Cast, on: dt.date = TODAY) -> Referral:
    """Have the team accept."""
    return answer_referral(sent(cast, on), accepts=True, on=on, by=at(on))


def met(cast: Cast, on: dt.date = TODAY) -> Referral:
    """Have the team and the person meet."""
    return introduce(accepted(cast, on), met_on=on, on=on, by=at(on))
