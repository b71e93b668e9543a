"""The register in the words of data·inclusion (schema v1): who carries teams as structures, teams as services."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from maillage.api.datasets import enquire_link, territory_code
from maillage.common.mail import site_link
from maillage.common.normalise import slugify_fr
from maillage.network.models import Organisation, Team, TeamStage

Record = dict[str, Any]
LONGEST_NAME, SHORTEST_NAME = 150, 3
LONGEST_TEXT = 2_000
THEMES = ["remobilisation--lien-social", "remobilisation--benevolat-action-citoyenne"]


def source() -> str:
    """Return what our records are signed with."""
    return slugify_fr(str(settings.BRANDING["name"]))


def structures(teams: list[Team], today: dt.date) -> list[Record]:
    """Return who answers for teams: their first carrier each, or the team itself when nobody carries it."""
    found: dict[str, Record] = {}
    for team in _named(teams):
        carrier = _carrier(team)
        record = _structure(carrier or team, "porteur" if carrier else "equipe", _checked(team, today))
        known = found.setdefault(record["id"], record)
        known["date_maj"] = max(known["date_maj"], record["date_maj"])
    return list(found.values())


def services(teams: list[Team], today: dt.date) -> list[Record]:
    """Return what teams offer, each under the structure that answers for it."""
    return [_service(team, today) for team in _named(teams)]


def _named(teams: list[Team]) -> list[Team]:
    """Return the recognised teams whose name the schema takes."""
    return [team for team in teams if team.stage == TeamStage.RECOGNISED and len(team.name) >= SHORTEST_NAME]


def _carrier(team: Team) -> Organisation | None:
    """Return the first carrier of a team whose name the schema takes."""
    carriers = (line.organisation for line in team.carried_by_now)  # type: ignore[attr-defined] # of `teams_of`
    return next((carrier for carrier in carriers if len(carrier.name) >= SHORTEST_NAME), None)


def _checked(team: Team, today: dt.date) -> dt.date:
    """Return when a team was last known to live: what it said itself, else the day of its stage."""
    last: dt.date = team.checked_on or team.since or today  # type: ignore[attr-defined] # of `teams_of`
    return min(last, today)


def _identifier(kind: str, row: Organisation | Team) -> str:
    """Return a name that no other source gives."""
    return f"{source()}--{kind}-{row.slug}"


def _told(**values: object) -> Record:
    """Return what is known."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _structure(row: Organisation | Team, kind: str, checked: dt.date) -> Record:
    """Return a structure."""
    return {
        "source": source(),
        "id": _identifier(kind, row),
        "nom": row.name[:LONGEST_NAME].rstrip(". "),
        "date_maj": checked,
        **_told(
            lien_source=site_link(row.get_absolute_url()),
            siret=getattr(row, "siret", None),
            telephone=row.telephone,
            site_web=row.website,
        ),
        **(_seat(row) if isinstance(row, Team) else {}),
    }


def _seat(team: Team) -> Record:
    """Return where a team sits, to the commune."""
    commune = team.seat.commune if team.seat else None
    if commune is None:
        return {}
    return _told(
        commune=commune.name,
        code_insee=commune.code,
        latitude=commune.latitude,
        longitude=commune.longitude,
    )


def _service(team: Team, today: dt.date) -> Record:
    """Return what a team offers; messages go through the site, so that no private address is given."""
    carrier = _carrier(team)
    return {
        "source": source(),
        "structure_id": _identifier("porteur", carrier) if carrier else _identifier("equipe", team),
        "id": _identifier("service", team),
        "nom": team.name[:LONGEST_NAME].rstrip(". "),
        "description": _description(team),
        "date_maj": _checked(team, today),
        "type": "accompagnement",
        "thematiques": THEMES,
        "publics": ["seniors"],
        "frais": "gratuit",
        "modes_mobilisation": ["utiliser-lien-mobilisation", *(["telephoner"] if team.telephone else [])],
        "lien_mobilisation": enquire_link(team),
        "mobilisable_par": ["usagers", "professionnels"],
        "lien_source": site_link(team.get_absolute_url()),
        **_told(
            telephone=team.telephone,
            zone_eligibilite=[territory_code(line) for line in team.covers_now],  # type: ignore[attr-defined] # same
        ),
        **_seat(team),
    }


def _description(team: Team) -> str:
    """Return what a team does, in French sentences, whatever the language of who asks."""
    with override("fr"):
        parts = [
            _(
                "Des bénévoles du voisinage vont à la rencontre des personnes âgées qui le souhaitent : visites, "
                "appels, sorties ou moments partagés. C'est gratuit, et chacun peut appeler pour soi, ou pour un "
                "proche qui est d'accord."
            ),
            team.activities,
            _("Quand : %s.") % team.schedule if team.schedule else "",
        ]
    return "\n\n".join(part for part in parts if part)[:LONGEST_TEXT]
