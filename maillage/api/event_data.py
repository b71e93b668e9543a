"""The events as open data: those to come, and those that took place; nobody is named."""

from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.common.formats import LEAST
from maillage.common.mail import site_link
from maillage.events.models import Event
from maillage.indicators.forms import Question


def events_of(question: Question) -> list[Event]:
    """Return the events to come, and those that took place."""
    found = Event.objects.to_come_or_held(question.as_of, question.known_at)
    return list(found.inside(question.perimeter))


def _people(row: Event) -> int | None:
    """Return how many people came; a few in one place are not told."""
    return row.came_count if row.came_count is not None and row.came_count >= LEAST else None


EVENTS = Dataset(
    name="rendez-vous",
    title=_("Rendez-vous"),
    description=_("Les rendez-vous des coopérations et les journées départementales, à venir ou tenus."),
    rows=events_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            description=_("Le même d'un fichier à l'autre, tant que la fiche existe."),
            required=True,
            of=lambda row: row.slug,
        ),
        Field(name="titre", title=_("Titre"), required=True, of=lambda row: row.title),
        Field(name="nature", title=_("Nature"), required=True, of=lambda row: row.get_kind_display()),
        Field(
            name="url",
            title=_("Page publique"),
            required=True,
            of=lambda row: site_link(row.get_absolute_url()),
        ),
        Field(
            name="cooperation",
            title=_("Identifiant de la coopération"),
            description=_("Rien quand le réseau organise pour toute la France."),
            of=lambda row: row.cooperation.slug if row.cooperation else None,
        ),
        Field(
            name="premier_jour",
            kind="date",
            title=_("Premier jour"),
            required=True,
            of=lambda row: row.starts_on,
        ),
        Field(
            name="dernier_jour",
            kind="date",
            title=_("Dernier jour"),
            required=True,
            of=lambda row: row.ends_on,
        ),
        Field(name="lieu", title=_("Lieu"), required=True, of=lambda row: row.place),
        Field(
            name="code_commune",
            title=_("Code INSEE de la commune"),
            of=lambda row: row.commune.code if row.commune else None,
        ),
        Field(name="commune", title=_("Commune"), of=lambda row: row.commune.name if row.commune else None),
        Field(
            name="code_departement",
            title=_("Code du département"),
            of=lambda row: row.departement.code if row.departement else None,
        ),
        Field(
            name="places",
            kind="number",
            title=_("Nombre de places"),
            required=True,
            of=lambda row: row.capacity,
        ),
        Field(
            name="tenu_le",
            kind="date",
            title=_("Tenu le"),
            description=_("Rien tant qu'il est à venir."),
            of=lambda row: row.held_on,
        ),
        Field(
            name="personnes_venues",
            kind="number",
            title=_("Personnes venues"),
            description=_("Rien quand elles sont moins de cinq, pour que personne ne soit reconnu."),
            of=_people,
        ),
    ),
)
