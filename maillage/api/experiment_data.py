"""Experiments as open data: what is asked, where each stands on a day, who took it up; its story is on its page."""

from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.common.mail import site_link
from maillage.experiments.models import Entry, entries
from maillage.indicators.forms import Question


def experiments_of(question: Question) -> list[Entry]:
    """Return the experiments of the whole of France: they are not cut by territory."""
    return entries(question.as_of, question.known_at)


EXPERIMENTS = Dataset(
    name="experimentations",
    title=_("Expérimentations"),
    description=_("Ce que le réseau essaie : la question, où elle en est, combien l'ont adoptée."),
    rows=experiments_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            description=_("Le même d'un fichier à l'autre, tant que l'expérimentation existe."),
            required=True,
            of=lambda one: one.row.slug,
        ),
        Field(name="titre", title=_("Titre"), required=True, of=lambda one: one.plan.title),
        Field(
            name="url",
            title=_("Page publique"),
            required=True,
            of=lambda one: site_link(one.row.get_absolute_url()),
        ),
        Field(name="question", title=_("Question"), required=True, of=lambda one: one.plan.question),
        Field(name="etat", title=_("Où elle en est"), required=True, of=lambda one: str(one.stage.label)),
        Field(
            name="comparaison",
            title=_("Comparaison"),
            required=True,
            of=lambda one: one.plan.get_design_display(),
        ),
        Field(
            name="protocole_arrete_le",
            kind="date",
            title=_("Protocole arrêté le"),
            required=True,
            of=lambda one: one.plan.registered_on,
        ),
        Field(
            name="empreinte",
            title=_("Empreinte du protocole"),
            description=_("SHA-256 de tout ce que dit le protocole : il n'a pas changé depuis."),
            required=True,
            of=lambda one: one.plan.fingerprint,
        ),
        Field(name="du", kind="date", title=_("Du"), required=True, of=lambda one: one.plan.started_on),
        Field(name="au", kind="date", title=_("Au"), required=True, of=lambda one: one.plan.last_day),
        Field(
            name="sites",
            kind="number",
            title=_("Sites qui essaient"),
            required=True,
            of=lambda one: one.sites,
        ),
        Field(
            name="adoptions",
            kind="number",
            title=_("L'ont adoptée"),
            required=True,
            of=lambda one: one.adopted,
        ),
    ),
)
