"""Loading the demonstration through the real importer gives the figures that the network published."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db.models import Count

from demo import check
from maillage.accounts.roles import Role
from maillage.common.facts import end_of_day
from maillage.indicators.models import PublishedFigure
from maillage.network.models import (
    Carrying,
    Cooperation,
    CooperationCoverage,
    CooperationSituation,
    CooperationStageChange,
    Membership,
    Organisation,
    Signature,
    Team,
    TeamSituation,
)
from maillage.programme.models import Action, Axis, Programme
from maillage.supports.models import Deployment, Support
from maillage.territory.models import Departement

pytestmark = pytest.mark.xdist_group("demo")

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_command_says_what_it_did_and_where_to_look(loaded: str) -> None:
    lines = loaded.splitlines()
    assert lines[lines.index("Registre de janvier 2015") + 1] == "  signatures\u00a0: 113 nouvelles"
    assert lines[lines.index("Retrait de doublons, février 2015") + 1] == (
        "  signatures\u00a0: 2 complétées ou corrigées"
    )
    assert any("http://localhost:8000/demo/" in line for line in lines)
    people = lines[lines.index("Une personne par rôle") + 1 :]
    assert "  animateur@example.org (animateur de coopération, Coopération départementale du Gard)" in people
    assert sum(line.startswith("  ") and "@example.org (" in line for line in people) == len(Role)


@pytest.mark.usefixtures("loaded")
def test_loading_again_changes_nothing() -> None:
    out = io.StringIO()
    call_command("demo", stdout=out)
    lines = [line for line in out.getvalue().splitlines() if "\u00a0: " in line and line.startswith("  ")]
    assert len(lines) == 47
    assert {line.partition("\u00a0: ")[2] for line in lines} == {"déjà au registre, rien à faire"}
    assert (
        Signature.objects.filter(retracted_at=None, charter__kind="nationale", ended_on=None).count() == 550
    )


@pytest.mark.usefixtures("loaded")
def test_signatories_come_out_on_every_date() -> None:
    found = {
        on: Organisation.objects.signatories(as_of=day(on), known_at=NOW).count() for on in check.SIGNATORIES
    }
    assert found == check.SIGNATORIES


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("as_of", "known_at", "count"),
    [
        ("2015-01-31", "2015-01-31", 113),
        ("2015-01-27", "2015-01-27", 113),
        ("2015-01-31", "2015-02-15", 113),
        ("2015-01-31", "2015-02-16", 111),
        ("2016-11-25", "2016-11-25", 297),
        ("2016-12-31", "2016-12-31", 297),
        ("2016-12-31", "2018-12-31", 296),
    ],
)
def test_signatories_as_they_were_known(as_of: str, known_at: str, count: int) -> None:
    known = end_of_day(day(known_at))
    assert Organisation.objects.signatories(as_of=day(as_of), known_at=known).count() == count


@pytest.mark.usefixtures("loaded")
def test_the_two_twins_were_retracted_with_their_reason() -> None:
    gone = Signature.objects.filter(retracted_at__isnull=False, retraction_reason__startswith="doublon de ")
    assert {signature.retraction_reason for signature in gone} == {
        "doublon de CCAS de Saint-Céré",
        "doublon de La Porte d'à côté de Lormont",
    }


@pytest.mark.usefixtures("loaded")
def test_members_are_not_signatories() -> None:
    on = day("2016-02-02")
    members = Membership.objects.known_at(NOW).as_of(on)
    assert members.values("organisation").distinct().count() == 173
    signed = Organisation.objects.signatories(as_of=on, known_at=NOW)
    assert members.exclude(organisation__in=signed).count() == 8


@pytest.mark.usefixtures("loaded")
def test_cooperations_come_out_on_every_date() -> None:
    def staged(on: str) -> list[tuple[str, str, str]]:
        seats = {
            pk: (level, code)
            for pk, level, code in CooperationSituation.objects.believed().values_list(
                "cooperation_id", "level", "departement__code"
            )
        }
        rows = Cooperation.objects.staged(as_of=day(on), known_at=NOW)
        return [(row.stage, *seats[row.pk]) for row in rows if row.stage]

    launched, structuring = {"lancee", "active"}, {"structuration", "reconnue"}
    for on, count in check.LAUNCHED.items():
        assert sum(s in launched and n != "locale" for s, n, _ in staged(on)) == count, on
    for on, count in check.LOCAL_OR_STRUCTURING.items():
        assert (
            sum(s in structuring or (s in launched and n == "locale") for s, n, _ in staged(on)) == count
        ), on
    for on, count in check.INITIATED.items():
        assert len({d for s, _, d in staged(on) if s == "amorce"}) == count, on
    for on, count in check.ENGAGED.items():
        assert len({d for s, _, d in staged(on) if s in {"amorce", *structuring, *launched}}) == count, on
    for on, count in check.ACTIVE.items():
        assert sum(s in launched for s, _, _ in staged(on)) == count, on


@pytest.mark.usefixtures("loaded")
def test_every_stage_has_its_proof_and_every_cooperation_its_territory() -> None:
    assert not CooperationStageChange.objects.believed().filter(evidence="").exists()
    assert not CooperationStageChange.objects.believed().filter(evidence_kind="").exists()
    covering = CooperationCoverage.objects.believed().values("cooperation")
    assert not Cooperation.objects.exclude(pk__in=covering).exists()
    assert CooperationCoverage.objects.filter(epci__isnull=False).exists()
    assert CooperationCoverage.objects.filter(commune__isnull=False).exists()


def recognised(on: str, departement: str = "") -> set[int]:
    """Return the teams recognised on a day, perhaps in one département."""
    rows = Team.objects.staged(as_of=day(on), known_at=NOW)
    if departement:
        rows = rows.filter(situations__departement__code=departement)
    return {row.pk for row in rows if row.stage == "reconnue"}


@pytest.mark.usefixtures("loaded")
def test_teams_come_out_on_every_date_and_place() -> None:
    assert {on: len(recognised(on)) for on in check.TEAMS} == check.TEAMS
    found = {(code, on): len(recognised(on, code)) for code, on in check.TEAMS_IN}
    assert found == check.TEAMS_IN


@pytest.mark.usefixtures("loaded")
def test_teams_of_2016_are_in_metropolitan_france_and_overseas() -> None:
    seats = TeamSituation.objects.believed().filter(team__in=recognised("2016-11-25"))
    assert not seats.filter(commune=None).exists()
    assert seats.values("departement").distinct().count() >= 46
    overseas = Departement.objects.filter(overseas=True, pk__in=seats.values("departement"))
    assert {"971", "972", "973", "974"} <= set(overseas.values_list("code", flat=True))


@pytest.mark.usefixtures("loaded")
def test_the_carriers_of_2016_are_of_the_published_kinds() -> None:
    teams = recognised("2016-11-25")
    rows = Carrying.objects.known_at(NOW).as_of(day("2016-11-25")).filter(team__in=teams)
    pairs = set(rows.values_list("team", "organisation__situations__kind__code"))
    assert Counter(kind for _team, kind in pairs) == check.CARRIERS
    assert {team for team, _kind in pairs} == teams
    assert rows.values("team").annotate(n=Count("pk")).filter(n=2).count() == 3


@pytest.mark.usefixtures("loaded")
def test_no_carrying_begins_before_the_carrier_has_signed() -> None:
    late = [
        str(carrying)
        for carrying in Carrying.objects.believed().select_related("organisation", "team")
        if not carrying.organisation.signatures.believed()
        .as_of(carrying.started_on or dt.date.min)
        .filter(charter__kind="nationale")
        .exists()
    ]
    assert late == []


@pytest.mark.usefixtures("loaded")
def test_supports_are_deployed_year_after_year() -> None:
    rows = Deployment.objects.believed().filter(started_on__lt=day("2017-01-01"))
    assert Counter(rows.values_list("started_on__year", "support__kind")) == {
        (2014, "formation"): 1,
        (2014, "coup-de-pouce"): 1,
        (2015, "echange"): 1,
        (2015, "experimentation"): 1,
        (2016, "appel"): 1,
        (2016, "experimentation"): 1,
    }
    assert Support.objects.count() == 11


@pytest.mark.usefixtures("loaded")
def test_the_programme_has_three_axes_and_the_third_no_action() -> None:
    programme = Programme.objects.get()
    assert (programme.adopted_on, programme.first_year, programme.last_year) == (
        day("2016-11-25"),
        2017,
        2019,
    )
    assert list(Axis.objects.annotate(n=Count("actions")).values_list("number", "n").order_by("number")) == [
        (1, 3),
        (2, 3),
        (3, 0),
    ]
    assert (
        Action.objects.get(axis__number=1, number=2).title == "Accompagner les coopérations départementales"
    )


@pytest.mark.usefixtures("loaded")
def test_published_figures_stand_beside_ours() -> None:
    assert PublishedFigure.objects.count() == 59
    figure = PublishedFigure.objects.get(code="signataires", on=day("2015-01-27"))
    assert (str(figure.value), figure.publication) == ("113.00", "ASH n° 2897")
