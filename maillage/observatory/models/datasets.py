"""The official files that the observatory reads, as data: what they hold, under which titles, of which licence.

In a title, {yy} stands for the year of the data: P21_POP75P is P{yy}_POP75P of 2021.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LICENCE = "Licence Ouverte 2.0"
CENSUS_LAG = 3  # the census of 2021 is published in the geography of 1 January 2024
INSEE_CENSUS = _("Insee, recensement de la population")


class Form(StrEnum):
    """How a file says its figures."""

    WIDE = "une colonne par chiffre"
    LONG = "une ligne par case du tableau"
    COMMUNES = "le code officiel géographique"
    CANTONS = "la liste des cantons"
    MOVEMENTS = "les mouvements de communes"
    DISTRICTS = "une ligne par quartier"
    TIMES = "une ligne par trajet"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Name a figure that is kept, and where it is in the file.

    Attributes:
        name: Under which it is kept.
        label: What it is, in words.
        title: Its column; of a table in lines, that of the numbers.
        where: Of a table in lines, the codes that a line must bear to be counted.
        adds_up: Whether two communes that merge add theirs; a rate or a position does not.
        low: The least that it can be.
        high: The most that it can be.

    """

    name: str
    label: Promise
    title: str
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    adds_up: bool = True
    low: float = 0
    high: float = 1e9


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Declare an official file."""

    code: str
    title: Promise
    file: str
    source: Promise
    figures: tuple[Figure, ...] = ()
    form: Form = Form.WIDE
    place: tuple[str, ...] = ("CODGEO",)  # the titles that its codes may bear
    lag: int = 0  # how many years after its data its geography is
    transform: Promise | str = ""
    licence: str = LICENCE

    @property
    def is_dated_by_its_titles(self) -> bool:
        """Tell whether its titles say of which year it is; otherwise its name does, or whoever loads it."""
        return any("{yy}" in figure.title for figure in self.figures)


_AGE = "AGEPYR10"


def _cells(name: str, title: Promise, column: str, code: str) -> tuple[Figure, ...]:
    """Return the two ages of a cell of a table in lines."""
    ages = (("6579", "65"), ("80p", "80"))
    return tuple(
        Figure(
            name=f"{name}-{age}",
            label=title,
            title="NB",
            where={_AGE: frozenset({key}), column: frozenset({code})},
        )
        for age, key in ages
    )


DATASETS: Mapping[str, Dataset] = {
    dataset.code: dataset
    for dataset in (
        Dataset(
            code="structure-population",
            title=_("Population par âge"),
            file="base-cc-evol-struct-pop",
            source=INSEE_CENSUS,
            lag=CENSUS_LAG,
            figures=(
                Figure(name="population", label=_("habitants"), title="P{yy}_POP"),
                Figure(name="personnes-6074", label=_("personnes de 60 à 74 ans"), title="P{yy}_POP6074"),
                Figure(name="personnes-75p", label=_("personnes de 75 ans ou plus"), title="P{yy}_POP75P"),
            ),
        ),
        Dataset(
            code="familles-menages",
            title=_("Personnes qui vivent seules, par âge"),
            file="base-cc-coupl-fam-men",
            source=INSEE_CENSUS,
            lag=CENSUS_LAG,
            transform=_(
                "À 75 ans ou plus : toutes celles de 80 ans ou plus qui vivent seules, et de celles de 75 à 79 ans la "
                "même part qu'entre 65 et 79 ans."
            ),
            figures=(
                Figure(name="menage-6579", label=_("personnes de 65 à 79 ans"), title="P{yy}_POP6579"),
                Figure(
                    name="seules-6579",
                    label=_("personnes de 65 à 79 ans vivant seules"),
                    title="P{yy}_POP6579_PSEUL",
                ),
                Figure(name="menage-80p", label=_("personnes de 80 ans ou plus"), title="P{yy}_POP80P"),
                Figure(
                    name="seules-80p",
                    label=_("personnes de 80 ans ou plus vivant seules"),
                    title="P{yy}_POP80P_PSEUL",
                ),
            ),
        ),
        Dataset(
            code="veuvage",
            title=_("Statut conjugal par âge (POP3)"),
            file="TD_POP3",
            source=INSEE_CENSUS,
            form=Form.LONG,
            lag=CENSUS_LAG,
            figures=_cells("veuves", _("personnes veuves"), "STAT_CONJ", "4"),
        ),
        Dataset(
            code="vie-en-couple",
            title=_("Vie en couple par âge (POP4)"),
            file="TD_POP4",
            source=INSEE_CENSUS,
            form=Form.LONG,
            lag=CENSUS_LAG,
            figures=_cells("sans-couple", _("personnes qui ne vivent pas en couple"), "COUPLE", "2"),
        ),
        Dataset(
            code="filosofi",
            title=_("Niveaux de vie et pauvreté"),
            file="base-cc-filosofi",
            source=_("Insee, Filosofi"),
            lag=CENSUS_LAG,
            figures=(
                Figure(name="niveau-de-vie", label=_("niveau de vie médian"), title="MED{yy}", adds_up=False),
                Figure(
                    name="pauvrete",
                    label=_("taux de pauvreté"),
                    title="TP60{yy}",
                    adds_up=False,
                    high=100,
                ),
                Figure(
                    name="pauvrete-75p",
                    label=_("taux de pauvreté à 75 ans ou plus"),
                    title="TP60AGE6{yy}",
                    adds_up=False,
                    high=100,
                ),
            ),
        ),
        Dataset(
            code="communes",
            title=_("Communes, code officiel géographique"),
            file="v_commune",
            source=_("Insee, code officiel géographique"),
            form=Form.COMMUNES,
            place=("COM",),
            transform=_("La colonne CAN, où elle est, dit le canton de chaque commune."),
            figures=(Figure(name="existe", label=_("commune au 1er janvier"), title="TYPECOM"),),
        ),
        Dataset(
            code="cantons",
            title=_("Cantons, code officiel géographique"),
            file="v_canton",
            source=_("Insee, code officiel géographique"),
            form=Form.CANTONS,
            place=("CAN",),
            transform=_(
                "Une commune partagée entre plusieurs cantons reste entière, sous le « pseudo-canton » que lui donne "
                "l'Insee."
            ),
        ),
        Dataset(
            code="mouvements",
            title=_("Fusions, scissions et changements de code des communes"),
            file="v_mvt_commune",
            source=_("Insee, code officiel géographique"),
            form=Form.MOVEMENTS,
            place=("COM_AV",),
        ),
        Dataset(
            code="positions",
            title=_("Position des communes"),
            file="communes-positions",
            source=_("La Poste et IGN, base des communes"),
            place=("code_commune_INSEE", "code_insee", "code_commune", "insee_com", "codgeo", "code"),
            figures=(
                Figure(
                    name="latitude",
                    label=_("latitude"),
                    title="latitude",
                    adds_up=False,
                    low=-90,
                    high=90,
                ),
                Figure(
                    name="longitude",
                    label=_("longitude"),
                    title="longitude",
                    adds_up=False,
                    low=-180,
                    high=180,
                ),
            ),
        ),
        Dataset(
            code="quartiers-prioritaires",
            title=_("Quartiers prioritaires de la ville"),
            file="liste_qpv",
            source=_("Agence nationale de la cohésion des territoires"),
            form=Form.DISTRICTS,
            place=("insee_com", "list_com_2024", "list_com"),
            figures=(
                Figure(name="quartiers-prioritaires", label=_("quartiers prioritaires"), title="code_qp"),
            ),
        ),
        Dataset(
            code="temps-de-trajet",
            title=_("Temps de trajet par la route"),
            file="temps-de-trajet",
            source=_("calcul d'itinéraires fait par qui donne la table"),
            form=Form.TIMES,
            licence="",
            place=("depart",),
            figures=(Figure(name="minutes", label=_("minutes de route"), title="minutes", high=600),),
        ),
    )
}
