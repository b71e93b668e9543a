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
