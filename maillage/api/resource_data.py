"""The library as open data: what could be read on a day, without its text, which is read on its page."""

from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.common.mail import site_link
from maillage.indicators.forms import Question
from maillage.network.models import CooperationStage
from maillage.resources.models import Publication


def resources_of(question: Question) -> list[Publication]:
    """Return the resources that could be read, those of a territory with those of the whole of France."""
    day, known = question.as_of, question.known_at
    found = Publication.objects.readable(as_of=day, known_at=known).with_uses(as_of=day, known_at=known)
    return list(found.useful_in(question.perimeter))


RESOURCES = Dataset(
    name="ressources",
    title=_("Ressources"),
    description=_("Les fiches de la bibliothèque que tout le monde peut lire, et combien s'en servent."),
    rows=resources_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            description=_("Le même d'un fichier à l'autre, tant que la fiche existe."),
            required=True,
            of=lambda row: row.resource.slug,
        ),
        Field(name="titre", title=_("Titre"), required=True, of=lambda row: row.title),
        Field(
            name="url",
            title=_("Page publique"),
            required=True,
            of=lambda row: site_link(row.resource.get_absolute_url()),
        ),
        Field(name="nature", title=_("Nature"), required=True, of=lambda row: row.get_kind_display()),
        Field(name="theme", title=_("Thème"), required=True, of=lambda row: row.get_theme_display()),
        Field(name="public", title=_("Public"), required=True, of=lambda row: row.get_audience_display()),
        Field(
            name="etape",
            title=_("Étape de la coopération"),
            description=_("Rien quand la fiche sert à toutes les étapes."),
            of=lambda row: str(CooperationStage(row.stage).label) if row.stage else None,
        ),
        Field(
            name="code_departement",
            title=_("Code du département"),
            description=_("Rien quand la fiche vaut pour toute la France."),
            of=lambda row: row.departement.code if row.departement else None,
        ),
        Field(name="resume", title=_("En une phrase"), required=True, of=lambda row: row.summary),
        Field(name="credit", title=_("Écrite par"), required=True, of=lambda row: row.credit),
        Field(name="version", kind="number", title=_("Version"), required=True, of=lambda row: row.number),
        Field(
            name="publiee_le",
            kind="date",
            title=_("Publiée le"),
            required=True,
            of=lambda row: row.started_on,
        ),
        Field(
            name="a_relire_avant",
            kind="date",
            title=_("À relire avant le"),
            required=True,
            of=lambda row: row.review_on,
        ),
        Field(name="usages", kind="number", title=_("S'en servent"), required=True, of=lambda row: row.used),
    ),
)
