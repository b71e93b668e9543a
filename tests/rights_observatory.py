"""The pages of the observatory in the matrix: its territories for everybody, need and enquiries for who works."""

from collections.abc import Callable, Mapping

from maillage.accounts.roles import Right
from maillage.observatory.models import Belonging, Canton, DatasetImport
from maillage.territory.models import Commune
from tests.cast import instant
from tests.rights_row import Row, needs, on, public

ROWS: Mapping[str, Row] = {
    "observatory": public(),
    "observatory_method": public(),
    "observatory_departement": public("departement"),
    "observatory_epci": public("epci"),
    "observatory_canton": public("canton"),
    "cockpit_need": on("cooperation", Right.SEE_COOPERATION),
    "enquiries_map": needs(Right.ANSWER_ENQUIRY),
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
