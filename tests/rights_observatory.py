"""The pages of the observatory in the matrix: France and its départements for everybody, need for who animates."""

from collections.abc import Callable, Mapping

from maillage.accounts.roles import Right
from tests.rights_row import Row, on, public

ROWS: Mapping[str, Row] = {
    "observatory": public(),
    "observatory_method": public(),
    "observatory_departement": public("departement"),
    "cockpit_need": on("cooperation", Right.SEE_COOPERATION),
}
KINDS: dict[str, Callable[..., Mapping[str, object]]] = {}
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {}
