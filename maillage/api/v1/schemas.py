"""What the API answers, as types: lists have the very columns of the open data."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, create_model

from maillage.api.columns import Dataset

TYPES: dict[str, Any] = {"string": str, "date": dt.date, "number": float, "boolean": bool}
SEVERAL = frozenset({"porteurs", "codes_couverts"})
LARGEST = 500
FARTHEST = 1_000_000
CODE = "^[0-9A-Za-z]{1,5}$"


class Asked(Schema):
    """Say of which day one speaks, as known on another, about which place."""

    as_of: dt.date | None = Field(None, description="Le jour dont on parle ; aujourd'hui à défaut.")
    known_at: dt.date | None = Field(
        None, description="Ce que l'on savait ce jour-là ; aujourd'hui à défaut."
    )
    perimeter: str = Field(
        "france",
        max_length=100,
        description="france, region:76, departement:30, epci:SIREN ou commune:30189.",
    )


class Paged(Asked):
    """Say which part of a list one wants."""

    limit: int = Field(100, ge=1, le=LARGEST, description="Combien de lignes.")
    offset: int = Field(0, ge=0, le=FARTHEST, description="Combien de lignes passer.")


class Measured(Asked):
    """Say how one wants a figure."""

    by: str = Field("", max_length=40, description="La dimension des parts : nature, departement, region…")
    since: dt.date | None = Field(None, alias="from", description="Le premier jour d'une série ou d'un flux.")
    to: dt.date | None = Field(None, description="Le dernier jour ; celui de as_of à défaut.")
    step: Literal["month", "quarter", "year"] | None = Field(None, description="Le pas d'une série.")


class Problem(Schema):
    """Say what went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Territory(Schema):
    """Name a territory."""

    perimeter: str
    kind: str
    code: str
    label: str


class Territories(Schema):
    """List territories."""

    results: list[Territory]


class Figure(Schema):
    """Name a figure of the catalogue."""

    code: str
    title: str
    unit: str
    definition: str
    source: str
    dimensions: list[str]


class Figures(Schema):
    """List the catalogue."""

    results: list[Figure]


class Part(Schema):
    """Give a part of a figure."""

    key: str
    label: str
    value: int
    share: Decimal | None


class Published(Schema):
    """Give what was published elsewhere, and the gap to ours."""

    value: Decimal
    on: dt.date
    precision: str
    approximate: bool
    publication: str
    note: str
    computed: Decimal | None
    gap: Decimal | None


class Point(Schema):
    """Give a figure on a day, and its parts by key."""

    on: dt.date
    value: Decimal | None
    parts: dict[str, int]


class Answers(Schema):
    """Say how many teams were waited for, how many told all, in how many months, how many tallies told this count."""

    expected: int
    answered: int
    months_expected: int
    months_told: int
    tallies: int
    told: int
    sentence: str


class Origin(Schema):
    """Say which file a figure of the census comes from, or that it is an estimate, and which communes it leaves out."""

    source: str
    estimated: bool
    communes_unknown: int
    communes_unplaced: int
    communes_approximate: int
    sentence: str


class Measure(Schema):
    """Give a figure with all that says what it means; an unknown value says why."""

    code: str
    title: str
    sentence: str
    unit: str
    definition: str
    source: str
    as_of: dt.date
    known_at: dt.date | None = Field(description="Rien : tel que connu à présent.")
    perimeter: str
    perimeter_label: str
    value: Decimal | None
    unknown_because: str
    numerator: int | None
    denominator: int | None
    by: str
    parts: list[Part]
    overlap: int
    published: list[Published]
    response: Answers | None = Field(description="Pour ce que les équipes déclarent : combien ont répondu.")
    origin: Origin | None = Field(description="Pour le recensement : de quel fichier, ou une estimation.")
    series: list[Point]


class Record(Schema):
    """Give one thing that a figure counts, and the fact that makes it count."""

    label: str
    url: str
    place: str
    since: dt.date | None
    until: dt.date | None
    source: str
    known_from: dt.datetime | None
    amount: int | None = Field(description="Ce que la fiche ajoute à une somme.")
    note: str = Field(description="D'une commune : l'équipe la plus proche, et à quelle distance.")


class Records(Schema):
    """List the records behind a figure."""

    count: int
    next: str | None
    results: list[Record]


class Meeting(Schema):
    """Give a meeting that is open to the public."""

    id: str
    title: str
    on: dt.date
    starts_at: dt.time | None
    place: str
    cancelled: bool
    cooperation: str
    url: str


class Meetings(Schema):
    """List meetings."""

    count: int
    next: str | None
    results: list[Meeting]


class Near(Paged):
    """Say within how many km a team is near."""

    radius: float = Field(
        15,
        ge=1,
        le=60,
        allow_inf_nan=False,
        description="Jusqu'à combien de km, à vol d'oiseau, une équipe est proche.",
    )


class Covered(Near):
    """Say by which territories one wants the coverage."""

    by: Literal["departement", "epci", "commune"] = Field("departement", description="La maille.")


class Sited(Asked):
    """Say how many teams to found, for whom, under which conditions."""

    p: int = Field(ge=1, le=2000, description="Combien d'équipes fonder.")
    radius: float = Field(
        15,
        ge=1,
        le=60,
        allow_inf_nan=False,
        description="Jusqu'à combien de km, à vol d'oiseau, une équipe est proche.",
    )
    existing: bool = Field(False, description="Les équipes reconnues comptent déjà.")  # noqa: FBT003 - a default
    objective: Literal["cover", "median", "backup"] = Field(
        "cover",
        description="cover : le plus de personnes près d'une équipe ; backup : une seconde équipe sert aussi ; "
        "median : au plus près.",
    )
    need: Literal["personnes", "seules"] = Field(
        "personnes", description="Les personnes de 75 ans ou plus, ou celles d'entre elles qui vivent seules."
    )
    floor: float | None = Field(
        None, gt=0, le=1, allow_inf_nan=False, description="La part à atteindre dans chaque département."
    )
    forced: list[Annotated[str, Field(pattern=CODE)]] = Field(
        [], max_length=2000, description="Codes des communes où une équipe doit être fondée."
    )
    forbidden: list[Annotated[str, Field(pattern=CODE)]] = Field(
        [], max_length=2000, description="Codes des communes où aucune ne doit l'être."
    )
    proof: Literal["quick", "near", "exact"] = Field(
        "quick", description="Seule la recherche rapide répond ici ; les autres, par la commande."
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Le nombre du tirage de la recherche.")


class Loaded(Schema):
    """Name a file that an answer was computed from."""

    dataset: str
    vintage: int
    file: str
    digest: str


class ReadFrom(Schema):
    """Say what an answer was computed from."""

    geography: str
    datasets: list[Loaded]
    people_are_estimated: bool
    alone_are_estimated: bool
    sources: list[str]
    teams: int


class CoverageLine(Schema):
    """Give the people of a territory who have a team near; nothing is unknown, or too small to be told."""

    code: str
    territoire: str
    communes: int
    communes_inconnues: int
    personnes_75: int | None
    personnes_75_proches: int | None
    part_75: float | None
    personnes_75_seules: int | None
    personnes_75_seules_proches: int | None
    part_75_seules: float | None
    equipe_km: float | None
    prudence: str


class Looked(Schema):
    """Give back the question of coverage, so that it can be asked again."""

    perimeter: str
    radius: float
    as_of: dt.date
    known_at: dt.datetime


class CoverageQuestion(Looked):
    """Give back by which territories too."""

    by: str


class Answered(Schema):
    """Give what every answer of the observatory says."""

    sentences: list[str]
    warning: str
    count: int


class Coverage(Answered):
    """Say who has a team near."""

    question: CoverageQuestion
    read: ReadFrom
    whole: CoverageLine
    next: str | None
    results: list[CoverageLine]


class Gap(Schema):
    """Give a white zone, named and placed by its most populated commune."""

    zone: str
    code: str
    departements: list[str]
    communes: int
    personnes_75: int | None
    personnes_75_seules: int | None
    latitude: float
    longitude: float
    codes_communes: list[str]
    prudence: str


class Gaps(Answered):
    """List white zones."""

    question: Looked
    read: ReadFrom
    next: str | None
    results: list[Gap]


class Site(Schema):
    """Give a commune to found in."""

    ordre: int
    code: str
    commune: str
    departement: str
    nom_departement: str
    personnes: int | None
    apport: int | None
    latitude: float
    longitude: float
    position_approchee: bool
    prudence: str


class Change(Schema):
    """Give what changes in a département."""

    departement: str
    nom: str
    equipes: int
    personnes: int | None
    avant: int | None
    apres: int | None
    part_avant: float | None
    part_apres: float | None
    prudence: str


class SitingQuestion(Schema):
    """Give back the question of siting, so that it can be asked again."""

    p: int
    perimeter: str
    radius: float
    objective: str
    need: str
    floor: float | None
    existing: bool
    forced: list[str]
    forbidden: list[str]
    as_of: dt.date
    known_at: dt.datetime
    proof: str
    seed: int


class SitingRead(ReadFrom):
    """Say what a proposal was computed from."""

    teams_digest: str
    figures_digest: str


class Siting(Answered):
    """Say where to found the next teams, with the proof."""

    question: SitingQuestion
    read: SitingRead
    value: float | None = Field(description="Rien : de 1 à 4 personnes.")
    bound: float | None = Field(description="Aucun autre choix ne fait mieux.")
    gap: float = Field(description="De combien, au plus, un autre choix ferait mieux : une part.")
    unit: Literal["personnes", "km"]
    people: int
    before: int | None
    after: int | None
    unknown_communes: int
    digest: str = Field(
        description="L'empreinte de la réponse : la même question sur les mêmes chiffres a la même."
    )
    departements: list[Change]
    results: list[Site]


def agreed(consent: bool) -> bool:  # noqa: FBT001 - as the library calls it
    """Refuse what is asked without the consent of its person: 1 is not a yes."""
    if consent is not True:
        raise ValueError
    return consent


class Forwarded(Schema):
    """Say what someone asks, as they wrote it on the site of a partner."""

    model_config = ConfigDict(strict=True, extra="forbid")

    wish: Literal["aider", "creer", "rencontrer", "signer"] = Field(
        description="aider, creer une équipe, rencontrer une équipe, signer la charte."
    )
    name: str = Field(min_length=1, max_length=150, description="Le nom de la personne.")
    email: str = Field(
        "", max_length=254, description="Son adresse électronique, ou son téléphone : l'un des deux."
    )
    telephone: str = Field("", max_length=30)
    commune: str = Field(pattern="^([0-9]{2}|2A|2B)[0-9]{3}$", description="Le code INSEE de sa commune.")
    words: str = Field("", max_length=2000, description="Quelques mots, si la personne en a laissé.")
    organisation_name: str = Field("", max_length=200, description="Nécessaire pour signer.")
    for_someone: bool = Field(False, description="Elle écrit pour quelqu'un qui est d'accord.")  # noqa: FBT003 - a default
    consent: Annotated[bool, AfterValidator(agreed)] = Field(
        json_schema_extra={"const": True},
        description="La personne accepte que sa demande soit lue par ceux qui vont lui répondre, et eux seuls.",
    )


class Followed(Schema):
    """Say where an enquiry is."""

    number: int
    state: Literal["en-attente", "repondue", "aboutie", "sans-suite", "retiree"]


def page_of(dataset: Dataset) -> type[Schema]:
    """Return the type of a page of a set, from its declared columns."""
    columns: dict[str, Any] = {}
    for field in dataset.fields:
        kind = list[str] if field.name in SEVERAL else TYPES[field.kind]
        told = Field(description=str(field.title))
        columns[field.name] = (kind if field.required or field.name in SEVERAL else kind | None, told)
    line = create_model(f"{dataset.name.capitalize()}Ligne", __base__=Schema, **columns)
    return create_model(
        f"{dataset.name.capitalize()}Page",
        __base__=Schema,
        count=(int, ...),
        next=(str | None, ...),
        results=(list[line], ...),  # type: ignore[valid-type] # made just above
    )
