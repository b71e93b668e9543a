"""What a team counts: the boxes of a tally, in the order of the sheet."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MOST = 99_999  # beyond, a finger slipped

# What a team counts, in the order of the sheet.
ACTS = {
    "visits": _("visites"),
    "calls": _("appels"),
    "outings": _("sorties"),
    "gatherings": _("moments collectifs"),
    "mobility": _("trajets accompagnés"),
    "relayed": _("repérages relayés"),
}
PEOPLE = {
    "accompanied": _("personnes accompagnées"),
    "reached": _("personnes touchées"),
}
GIVEN = {
    "volunteers": _("bénévoles actifs"),
    "hours": _("heures de bénévolat"),
}
LABELS = {**ACTS, **PEOPLE, **GIVEN}
COUNTS = tuple(LABELS)
HINTS = {
    "visits": _("à domicile, en établissement"),
    "calls": _("au téléphone, en vidéo"),
    "outings": _("promenades, courses, spectacles"),
    "gatherings": _("cafés, repas, ateliers : combien de fois"),
    "mobility": _("en voiture, à pied, à vélo"),
    "relayed": _("ce que vous avez signalé à la mairie, au CCAS, au CLIC"),
    "accompanied": _("avec un lien régulier"),
    "reached": _("toutes celles que vous avez vues ou appelées"),
    "volunteers": _("qui ont donné de leur temps"),
    "hours": _("tous ensemble, en heures entières"),
}
GROUPS = (
    (_("Ce que vous avez fait"), tuple(ACTS)),
    (_("Avec combien de personnes âgées"), tuple(PEOPLE)),
    (_("Les bénévoles"), tuple(GIVEN)),
)
# « Rien ce mois-ci » says that nothing was done: of these it says 0. Whether a link with someone goes on, it does not.
ZERO_WHEN_NOTHING = tuple(name for name in COUNTS if name != "accompanied")


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Hold what a team counted; none: it did not count that."""

    visits: int | None = None
    calls: int | None = None
    outings: int | None = None
    gatherings: int | None = None
    mobility: int | None = None
    relayed: int | None = None
    accompanied: int | None = None
    reached: int | None = None
    volunteers: int | None = None
    hours: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was counted at all."""
        return all(value is None for value in vars(self).values())


# The word, and its warning: the same on the page and on paper.
WORD_LABEL = _("Un mot sur ce qui s'est passé")
WORD_HINT = _("N'écrivez aucun nom, aucune adresse, rien sur la santé de quelqu'un.")
