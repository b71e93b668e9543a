"""The pages of the observatory in the matrix: its territories for everybody; need, enquiries, siting for who works."""

from collections.abc import Callable, Mapping

from maillage.accounts.roles import Right
from maillage.common.facts import Author
from maillage.network.models import Cooperation
from maillage.observatory.assemble import Asked
from maillage.observatory.models import Belonging, Canton, DatasetImport, Scenario
from maillage.observatory.operations.scenarios import NewScenario, save_scenario
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter
from tests.cast import date, instant
from tests.rights_row import Row, needs, on, public

AT = instant(2016, 11, 25)


def shared(cooperation: Cooperation) -> Scenario:
    """Make a scenario of a cooperation, shared with all who animate it."""
    asked = Asked(
        p=1, as_of=date(2016, 11, 25), known_at=AT, perimeter=Perimeter("cooperation", cooperation.slug)
    )
    new = NewScenario(
        name="Une équipe", question=asked.written(), ground="", found="", cooperation=cooperation, shared=True
    )
    return save_scenario(new, on=AT.date(), by=Author(at=AT, role="maison"))


ROWS: Mapping[str, Row] = {
    "observatory": public(),
    "observatory_method": public(),
    "observatory_departement": public("departement"),
    "observatory_epci": public("epci"),
    "observatory_canton": public("canton"),
    "cockpit_need": on("cooperation", Right.SEE_COOPERATION),
    "enquiries_map": needs(Right.ANSWER_ENQUIRY),
    "siting_method": public(),
    "cockpit_siting": on("cooperation", Right.SEE_COOPERATION),
    "cockpit_siting_save": on("cooperation", Right.EDIT_COOPERATION),
    "where_next": needs(Right.SITE_TEAMS),
    "where_next_save": needs(Right.SITE_TEAMS),
    "compare_scenarios": needs(Right.EDIT_COOPERATION, Right.SITE_TEAMS),
    "scenario": on("scenario", Right.EDIT_COOPERATION),
    "scenario_points": on("scenario", Right.EDIT_COOPERATION),
    "scenario_rename": on("scenario", Right.EDIT_COOPERATION),
    "scenario_share": on("scenario", Right.EDIT_COOPERATION),
    "scenario_withdraw": on("scenario", Right.EDIT_COOPERATION),
    "scenario_file": on("scenario of a bilan", Right.EDIT_COOPERATION),
}
CANTON = "3002"


def epci() -> Mapping[str, object]:
    """Return what fills the address of an intercommunalité: that of Alès."""
    held = Commune.objects.select_related("epci").get(code="30007").epci
    assert held is not None
    return {"code": held.code}


def canton() -> Mapping[str, object]:
    """Load two files that say the canton of Alès, and return what fills its address."""
    told = {
        "vintage": 2026,
        "geography": 2026,
        "digest": "0" * 64,
        "rows": 1,
        "kept": 1,
        "unknown": 0,
        "left": 0,
    }
    at = instant(2015, 1, 1)
    if not Canton.objects.exists():
        first, second = (
            DatasetImport.objects.create(
                dataset=name, file_name=f"{name}.csv", recorded_at=at, known_from=at, **told
            )
            for name in ("communes", "cantons")
        )
        Belonging.objects.create(load=first, code="30007", canton=CANTON)
        Canton.objects.create(load=second, code=CANTON, name="Alès-2")
    return {"code": CANTON}


KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "epci": lambda *_about: epci(),
    "canton": lambda *_about: canton(),
}
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {}
# Those that a cooperation has.
OF_COOPERATIONS: dict[str, Callable[..., Mapping[str, object]]] = {
    "scenario": lambda _world, spot: {"key": shared(spot.cooperation).pk},
    "scenario of a bilan": lambda _world, spot: {"key": shared(spot.cooperation).pk, "form": "json"},
}
