"""Who reads what teams do: everybody of France and of its départements; of a smaller part, those who work there."""

from collections.abc import Mapping

from maillage.accounts.roles import Right
from tests.rights_row import Row, needs, on, public

# Who opens which page.
ROWS: Mapping[str, Row] = {
    "activity": public(),
    "team_activity": on("team", Right.SEE_TEAM),
    "cooperation_activity": on("cooperation", Right.SEE_COOPERATION),
    "carrier_activity": on("organisation", Right.SEE_ORGANISATION),
    "team_hours": on("team", Right.SEE_TEAM),
    "carrier_hours": on("organisation", Right.SEE_ORGANISATION),
    "hour_rates": needs(Right.KEEP_RATES),
    "hour_rate": needs(Right.KEEP_RATES),
}
