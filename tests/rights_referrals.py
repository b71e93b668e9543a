"""The referrals of the world of the matrix: a service that is open, one referral of a team, one to write."""

from collections.abc import Callable, Mapping
from typing import Any

from maillage.accounts.roles import Right
from maillage.referrals.models import Referral, ReferralService
from tests.cast import commune, date, instant
from tests.rights_row import Row, link, needs, on

DAY, AT = date(2015, 1, 10), instant(2015, 1, 10)


def _open(cooperation: Any) -> None:
    """Open the referrals of a cooperation, once."""
    if not ReferralService.objects.open(DAY).of(cooperation).exists():
        ReferralService.objects.create(
            cooperation=cooperation,
            officer="Délégation du Gard",
            agreed_on=DAY,
            reference="RT-1",
            started_on=DAY,
            recorded_at=AT,
            known_from=AT,
        )


def referral(spot: Any) -> dict[str, object]:
    """Make a referral that waits for the answer of the team of a place."""
    _open(spot.cooperation)
    made = Referral.objects.create(
        code=f"O-{spot.team.pk:04d}",
        cooperation=spot.cooperation,
        commune=commune("30007"),
        wish="visite",
        referrer="Le CCAS",
        capacity="ccas-clic",
        telephone="04 66 00 00 00",
        consented_on=DAY,
        consent_how="ecrit",
        consent_by="Le CCAS",
        state="envoyee",
        team=spot.team,
        opened_on=DAY,
        prepared_at=AT,
        sent_on=DAY,
        answer_due_on=DAY,
    )
    return {"key": made.pk}


def served(spot: Any) -> dict[str, object]:
    """Return a cooperation whose referrals are open, and a commune that it covers."""
    _open(spot.cooperation)
    return {"slug": spot.cooperation.slug, "code": "30007"}


# Who opens which page.
ROWS: Mapping[str, Row] = {
    "my_referrals": needs(Right.HOLD_REFERRALS, Right.SEND_REFERRAL, Right.ANSWER_REFERRAL),
    "referral_services": needs(Right.COUNT_REFERRALS),
    "referral_desk": on("cooperation with referrals", Right.SEND_REFERRAL),
    "enable_referrals": on("cooperation", Right.HOLD_REFERRALS),
    "disable_referrals": on("cooperation with referrals", Right.HOLD_REFERRALS),
    "new_referral": on("cooperation with referrals", Right.SEND_REFERRAL),
    "referral": on("referral", Right.HOLD_REFERRALS, Right.ANSWER_REFERRAL),
    "close_referral": on("referral", Right.HOLD_REFERRALS, Right.ANSWER_REFERRAL),
    "withdraw_referral": on("referral", Right.HOLD_REFERRALS, Right.ANSWER_REFERRAL),
    "referral_link": link(),
}

KINDS: dict[str, Callable[..., Mapping[str, object]]] = {}
# Those that a team, or a cooperation, bears.
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {
    "referral": lambda _world, spot: referral(spot),
}
OF_COOPERATIONS: dict[str, Callable[..., Mapping[str, object]]] = {
    "cooperation with referrals": lambda _world, spot: served(spot),
}
