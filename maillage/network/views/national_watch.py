"""The national desk, and the cooperations to relaunch."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.exports import linked
from maillage.network.exports.lists import relaunch_table
from maillage.network.forms.national import WatchFilters
from maillage.network.models import (
    Alert,
    Campaign,
    ChangeProposal,
    Cooperation,
    CooperationStage,
    Sitting,
    SittingItem,
    Team,
)
from maillage.network.models.watch import RULES, ToRelaunch, thresholds, to_relaunch
from maillage.network.views.lists import given, links
from maillage.network.views.national_page import crumbs, day_of, needs, show, today
from maillage.territory.perimeter import FRANCE, Perimeter

DESK = (Right.DECIDE, Right.RUN_CAMPAIGN, Right.WATCH)


def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the national team, each with its one link."""
    actor = needs(request, *DESK)
    now = timezone.now()
    teams = Team.objects.staged(as_of=today(), known_at=now).living()
    return show(
        request,
        "desk.html",
        queues=queues(actor),
        sitting=Sitting.objects.decidable_by(actor).open().to_come(today()).first(),
        to_relaunch=len(listed(actor, FRANCE)) if actor.may(Right.WATCH) else None,
        campaign=Campaign.objects.runnable_by(actor).open().with_progress().latest_first().first(),
        may_campaign=actor.may(Right.RUN_CAMPAIGN),
        may_decide=actor.may(Right.DECIDE),
        may_keys=actor.may(Right.MANAGE_KEYS),
        may_rates=actor.may(Right.KEEP_RATES),
        without_lead_url=f"{reverse('my_teams')}?alerte={Alert.LEAD}",
        without_lead=teams.visible_to(actor).without_lead(as_of=today()).count(),
    )


def queues(actor: Actor) -> list[tuple[str, int, int | None, str]]:
    """Return what waits by kind: its name, how many, the age of the oldest in days, where to see to it."""
    proposals = ChangeProposal.objects.waiting().decidable_by(actor)
    ages = SittingItem.objects.ages_waiting(proposal=proposals)
    named = {
        "signing": (_("Signatures à décider"), reverse("sittings")),
        "recognition": (_("Équipes à reconnaître"), reverse("sittings")),
        "stage": (_("Coopérations à reconnaître"), reverse("sittings")),
        "proposal": (_("Changements proposés"), reverse("proposals")),
    }
    seen = [kind for kind in named if kind == "proposal" or actor.may(Right.DECIDE)]
    return [
        (
            named[kind][0],
            ages[kind][0],
            (today() - day_of(oldest)).days if (oldest := ages[kind][1]) else None,
            named[kind][1],
        )
        for kind in seen
    ]


def listed(actor: Actor, perimeter: Perimeter) -> list[ToRelaunch]:
    """Return the cooperations to relaunch in a place, by name."""
    now = timezone.now()
    rows = Cooperation.objects.placed(as_of=today(), known_at=now).staged(as_of=today(), known_at=now)
    rows = rows.living().watchable_by(actor).seated_in(perimeter)
    return to_relaunch(list(rows), today=today(), known_at=now)


def chosen(request: HttpRequest, filters: WatchFilters) -> list[ToRelaunch]:
    """Return the cooperations that the filters ask for: by name, or the oldest reason first."""
    rows = listed(needs(request, Right.WATCH), filters.perimeter)
    if reason := filters.value("motif"):
        rows = [row for row in rows if any(found.code == reason for found in row.reasons)]
    if filters.value("ordre"):
        rows.sort(key=lambda row: (row.oldest is None, row.oldest, row.cooperation.folded))
    return rows


def watch(request: HttpRequest) -> HttpResponse:
    """List the cooperations to relaunch, with the reasons and the thresholds that make them."""
    filters = WatchFilters(request.GET.dict())
    rows = [(row, _stage(row), _place(row)) for row in chosen(request, filters)]
    limits = thresholds()
    rules = [(rule.label, rule.says(limits)) for rule in RULES]
    if kind := linked(request):
        said = [*filters.sentences, *(f"{label} : {sentence}" for label, sentence in rules)]
        return given(kind, relaunch_table(rows), name="cooperations-a-relancer", said=said)
    return show(
        request,
        "watch.html",
        rows=rows,
        filters=filters,
        rules=rules,
        files=links(request),
        crumbs=crumbs(here=_("Coopérations à relancer")),
    )


def _stage(row: ToRelaunch) -> str:
    """Return the stage of a cooperation in words."""
    stage = row.cooperation.stage
    return str(CooperationStage(stage).label) if stage else ""


def _place(row: ToRelaunch) -> str:
    """Return the département of a cooperation, where it is known."""
    seat = row.cooperation.seat
    return seat.departement.name if seat and seat.departement else ""
