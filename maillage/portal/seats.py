"""Where a subject sits, in the words of the pages."""

from maillage.network.models import Cooperation, CooperationStage, Organisation, Team, TeamStage

Subject = Cooperation | Organisation | Team


def departement_of(row: Subject) -> tuple[str, str]:
    """Return the code and the name of the département of a seat; nothing where it is unknown."""
    place = row.seat.departement if row.seat else None
    return (place.code, place.name) if place else ("", "")


def commune_of(row: Subject) -> str:
    """Return the name of the commune of a seat; nothing where it is unknown."""
    return row.seat.commune.name if row.seat and row.seat.commune else ""


def stage_of(row: Cooperation | Team) -> str:
    """Return the stage of a subject in words; nothing before its first one."""
    stages = CooperationStage if isinstance(row, Cooperation) else TeamStage
    return str(stages(row.stage).label) if row.stage else ""


def place_of(row: Subject) -> str:
    """Return where a subject sits: « Nîmes, Gard », « Gard », or nothing."""
    return ", ".join(dict.fromkeys(filter(None, (commune_of(row), departement_of(row)[1]))))
