"""Load the official geography into the register."""

import datetime as dt
import hashlib
import json
import lzma
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, models, transaction

from maillage.common.normalise import fold
from maillage.territory.models import (
    Commune,
    Departement,
    Edition,
    Epci,
    FormerCommune,
    Named,
    PlaceKind,
    PostalCode,
    Region,
    SearchTerm,
    TermRank,
)
from maillage.territory.search import key_of, rank_of, terms_of

DATA = Path(__file__).with_name("data") / "territories.json.xz"
_BATCH = 2_000
_NAMING = ("name", "slug", "folded")

_N = TypeVar("_N", bound=Named)
_Value = str | int | bytes | dt.date | None
# The columns of a search term: key, rank, weight, kind, code.
_Term = tuple[bytes, int, int, str, str]


@dataclass(frozen=True)
class Loaded:
    """Say what a load has done."""

    vintage: str
    changed: bool
    communes: int


@dataclass(frozen=True)
class _File:
    """Hold the rows of the data file; data/build.py says what their columns are."""

    vintage: str
    digest: str
    # Rows of JSON: their types are those of the columns that build.py writes.
    regions: list[list[Any]]
    departements: list[list[Any]]
    epci: list[list[Any]]
    communes: list[list[Any]]
    former: list[list[Any]]


@lru_cache(maxsize=1)
def _read(path: Path) -> _File:
    """Read the data file once; the tests load parts of it many times."""
    content = path.read_bytes()
    rows = json.loads(lzma.decompress(content))
    return _File(
        vintage=rows["vintage"],
        digest=hashlib.sha256(content).hexdigest(),
        regions=rows["regions"],
        departements=rows["departements"],
        epci=rows["epci"],
        communes=rows["communes"],
        former=rows["former"],
    )


def _named(name: str) -> dict[str, str]:
    folded = fold(name)
    return {"name": name, "slug": folded.replace(" ", "-"), "folded": folded}


def _upsert(model: type[_N], rows: Iterable[_N], fields: Collection[str]) -> dict[str, int]:
    """Write rows by their code, keeping the keys of those already there; return the keys by code."""
    model._default_manager.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*_NAMING, *fields],
    )
    return dict(model._default_manager.values_list("code", "pk"))


def _write_communes(
    rows: list[list[Any]], departements: dict[str, int], epci: dict[str, int]
) -> dict[str, int]:
    """Write the communes, then the arrondissements, which need the keys of their communes."""
    keys: dict[str, int] = {}
    for parts in (False, True):
        keys = _upsert(
            Commune,
            [
                Commune(
                    code=code,
                    **_named(name),
                    departement_id=departements[departement],
                    epci_id=epci.get(siren),
                    parent_id=keys[parent] if parent else None,
                    population=population,
                    latitude=latitude,
                    longitude=longitude,
                    position_approximate=bool(near),
                    is_current=True,
                )
                for code, name, departement, siren, parent, population, latitude, longitude, near, _post in rows
                if bool(parent) is parts
            ],
            [
                "departement",
                "epci",
                "parent",
                "population",
                "latitude",
                "longitude",
                "position_approximate",
                "is_current",
            ],
        )
    return keys


def _place_terms(kind: PlaceKind, code: str, name: str, weight: int) -> Iterator[_Term]:
    for key, rank in terms_of(fold(name), weight):
        # A town comes before the group of communes that took its name.
        yield key, int(TermRank.WORD if kind == PlaceKind.EPCI else rank), weight, kind.value, code


def _code_term(kind: PlaceKind, code: str, typed: str, weight: int) -> _Term:
    return key_of(fold(typed)), int(rank_of(weight)), weight, kind.value, code


def _search_terms(file: _File, communes: list[list[Any]], former: list[list[Any]]) -> Iterator[_Term]:
    """Return every way to type every place."""
    by_departement: dict[str, int] = defaultdict(int)
    for row in file.communes:
        by_departement[row[2]] += 0 if row[4] else row[5]
    by_region: dict[str, int] = defaultdict(int)
    for code, name, region, *_forms in file.departements:
        by_region[region] += by_departement[code]
        yield from _place_terms(PlaceKind.DEPARTEMENT, code, name, by_departement[code])
        yield _code_term(PlaceKind.DEPARTEMENT, code, code, by_departement[code])
    for code, name, *_forms in file.regions:
        yield from _place_terms(PlaceKind.REGION, code, name, by_region[code])
    members = {row[3] for row in communes}
    for code, name, _kind, weight in file.epci:
        if code in members:
            yield from _place_terms(PlaceKind.EPCI, code, name, weight)
    for row in communes:
        yield from _place_terms(PlaceKind.COMMUNE, row[0], row[1], row[5])
        for postal_code in row[9].split():
            yield _code_term(PlaceKind.COMMUNE, row[0], postal_code, row[5])
    population = {row[0]: row[5] for row in communes}
    for _code, name, heir, _day in former:
        yield key_of(fold(name)), int(TermRank.FORMER), population[heir], PlaceKind.COMMUNE.value, heir


def _rewrite(model: type[models.Model], columns: Collection[str], rows: Sequence[tuple[_Value, ...]]) -> None:
    """Replace all the rows of a table that nothing refers to."""
    model._default_manager.all().delete()
    quote = connection.ops.quote_name
    names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    # Without making a hundred and fifty thousand objects of them: half the time of the whole load.
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def load(*, path: Path = DATA) -> Loaded:
    """Load all of France, unless the database already holds this edition."""
    return _load(_read(path), communes=None)


def load_subset(*, departements: Collection[str] = (), communes: Collection[str] = ()) -> Loaded:
    """Load the communes of some départements, and some communes, with all the départements: for tests."""
    file = _read(DATA)
    chosen = {row[0] for row in file.communes if row[2] in departements or row[0] in communes}
    # An arrondissement comes with its commune.
    chosen |= {row[4] for row in file.communes if row[0] in chosen and row[4]}
    return _load(file, communes=chosen)


@transaction.atomic
def _load(file: _File, *, communes: set[str] | None) -> Loaded:
    digest = file.digest
    kept, former = file.communes, file.former
    if communes is not None:
        kept = [row for row in kept if row[0] in communes]
        former = [row for row in former if row[2] in communes]
        digest = hashlib.sha256(" ".join([digest, *sorted(communes)]).encode()).hexdigest()
    if Edition.objects.filter(digest=digest).exists():
        return Loaded(vintage=file.vintage, changed=False, communes=len(kept))
    regions = _upsert(
        Region,
        [
            Region(code=code, **_named(name), overseas=bool(overseas), genitive=genitive, locative=locative)
            for code, name, overseas, genitive, locative in file.regions
        ],
        ["overseas", "genitive", "locative"],
    )
    departements = _upsert(
        Departement,
        [
            Departement(
                code=code,
                **_named(name),
                region_id=regions[region],
                overseas=bool(overseas),
                genitive=genitive,
                locative=locative,
            )
            for code, name, region, overseas, genitive, locative in file.departements
        ],
        ["region", "overseas", "genitive", "locative"],
    )
    members = {row[3] for row in kept}
    Epci.objects.update(is_current=False)
    epci = _upsert(
        Epci,
        [
            Epci(code=code, **_named(name), kind=kind, population=population, is_current=True)
            for code, name, kind, population in file.epci
            if code in members
        ],
        ["kind", "population", "is_current"],
    )
    # A commune that has left the geography keeps its row, because facts of the register refer to it.
    Commune.objects.update(is_current=False)
    keys = _write_communes(kept, departements, epci)
    _rewrite(
        PostalCode,
        ["code", "commune_id"],
        [(code, keys[row[0]]) for row in kept for code in row[9].split()],
    )
    _rewrite(
        FormerCommune,
        ["code", "name", "slug", "folded", "successor_id", "ended_on"],
        [
            (code, *_named(name).values(), keys[heir], dt.date.fromisoformat(day) if day else None)
            for code, name, heir, day in former
        ],
    )
    _rewrite(SearchTerm, ["key", "rank", "weight", "kind", "code"], list(_search_terms(file, kept, former)))
    _rewrite(Edition, ["vintage", "digest"], [(file.vintage, digest)])
    return Loaded(vintage=file.vintage, changed=True, communes=len(kept))
