"""Pledges as the pages say them: on a day, who signed the charter that day, what was known of each that day."""

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.network.models import Organisation
from maillage.portal.moment import Moment
from maillage.programme.models import Action, Pledge, PledgeOutcome, PublicPolicy


@dataclass(frozen=True, kw_only=True)
class Line:
    """Hold a pledge on a day: whether its organisation had signed the charter, and what became of it."""

    pledge: Pledge
    signed: bool
    outcome: PledgeOutcome | None


def lines(pledges: Iterable[Pledge], moment: Moment) -> list[Line]:
    """Return pledges with what is said of them on the day of a page, in one question for each relation."""
    rows = list(pledges)
    if not rows:
        return []
    day, known = moment.as_of, moment.known_at
    told = PledgeOutcome.objects.told(day, known).among([row.pk for row in rows])
    outcomes = {said.pledge_id: said for said in told}
    signed = Organisation.objects.signatories(as_of=day, known_at=known)
    owners = signed.numbered([row.organisation_id for row in rows])
    signatories = set(owners.values_list("pk", flat=True))
    return [
        Line(pledge=row, signed=row.organisation_id in signatories, outcome=outcomes.get(row.pk))
        for row in rows
    ]


def of_organisation(organisation: Organisation, moment: Moment) -> list[Line]:
    """Return what an organisation pledged until a day, over or not."""
    return lines(Pledge.objects.begun(moment.as_of, moment.known_at).of_organisation(organisation), moment)


def for_action(action: Action, moment: Moment) -> list[Line]:
    """Return what was pledged for an action until a day, over or not."""
    return lines(Pledge.objects.begun(moment.as_of, moment.known_at).for_action(action), moment)


def for_policy(policy: PublicPolicy, moment: Moment) -> list[Line]:
    """Return what was pledged for a public policy until a day, over or not."""
    return lines(Pledge.objects.begun(moment.as_of, moment.known_at).for_policy(policy), moment)
