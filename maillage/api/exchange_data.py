"""The exchanges of practice as open data: those to come, and those that took place; nobody is named."""

from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.common.formats import LEAST
from maillage.common.mail import site_link
from maillage.indicators.forms import Question
from maillage.supports.models import ExchangeMeeting


def exchanges_of(question: Question) -> list[ExchangeMeeting]:
    """Return the meetings of exchange to come, and those that took place, announced to all."""
    found = ExchangeMeeting.objects.to_come_or_held(question.as_of, question.known_at)
    return list(found.inside(question.perimeter))


def _people(row: ExchangeMeeting) -> int | None:
    """Return how many people came; a few in one place are not told."""
    return row.came_count if row.came_count is not None and row.came_count >= LEAST else None


EXCHANGES = Dataset(
    name="echanges",
    title=_("Échanges de pratiques"),
    description=_(
        "Les rencontres d'échange annoncées à tous : celles à venir, et celles qui ont été tenues."
    ),
    rows=exchanges_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            description=_("Le même d'un fichier à l'autre, tant que la fiche existe."),
            required=True,
            of=lambda row: f"echange-{row.pk}",
        ),
        Field(name="theme", title=_("Thème"), required=True, of=str),
        Field(name="serie", title=_("Série"), required=True, of=lambda row: row.series.name),
        Field(name="pour_qui", title=_("Pour qui"), required=True, of=lambda row: row.series.audience),
        Field(name="methode", title=_("Méthode"), required=True, of=lambda row: row.series.method),
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
            of=lambda row: row.series.cooperation.slug if row.series.cooperation else None,
        ),
        Field(name="jour", kind="date", title=_("Jour"), required=True, of=lambda row: row.on),
        Field(
            name="debut", title=_("Heure de début"), required=True, of=lambda row: f"{row.starts_at:%H:%M}"
        ),
        Field(name="fin", title=_("Heure de fin"), required=True, of=lambda row: f"{row.ends_at:%H:%M}"),
        Field(name="lieu", title=_("Lieu"), of=lambda row: row.place or None),
        Field(
            name="code_commune",
            title=_("Code INSEE de la commune"),
            of=lambda row: row.commune.code if row.commune else None,
        ),
        Field(name="commune", title=_("Commune"), of=lambda row: row.commune.name if row.commune else None),
        Field(
            name="code_departement",
            title=_("Code du département"),
            description=_("Rien quand la rencontre se tient à distance."),
            of=lambda row: row.departement.code if row.departement else None,
        ),
        Field(
            name="tenue_le",
            kind="date",
            title=_("Tenue le"),
            description=_("Rien tant qu'elle est à venir."),
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
