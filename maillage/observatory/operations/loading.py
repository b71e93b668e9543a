"""Load an official file: read and checked first, then written in one go, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.bulk import insert_rows
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.common.formats import listing
from maillage.common.normalise import parse_day
from maillage.observatory.models import (
    DATASETS,
    Belonging,
    Canton,
    Dataset,
    DatasetImport,
    Form,
    Journeys,
    Lineage,
    Movement,
    Observation,
    TravelTimes,
    arrondissements,
    lineage,
)
from maillage.observatory.operations.checking import (
    FORMS,
    OUTSIDE,
    Found,
    canton_in,
    cell_of,
    code_in,
    columns_of,
    number_in,
    twice,
    vintage_of,
)
from maillage.observatory.operations.placing import count_once, refuse_unknown_codes
from maillage.observatory.operations.reading import Table, opened

MOVEMENTS = ("MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP")
CANTON_TITLES = ("CAN", "LIBELLE", "TYPECT")
_YEARS = range(1968, 2100)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Say what a load has done; not `changed`, the very file was there already."""

    load: DatasetImport
    changed: bool


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """Hold a file that was read and checked: what the record of the load says, and the rows of each table."""

    counts: dict[str, int]
    rows: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=dict)
    pairs: bytes = b""


def load_file(code: str, path: Path, *, vintage: int | None = None, by: Author) -> Loaded:
    """Load an official file of a dataset, in the place of the one of the same year."""
    dataset = DATASETS.get(code)
    if dataset is None:
        raise Refused(
            _("Le jeu de données « %(code)s » n'existe pas : écrivez %(known)s.")
            % {"code": code, "known": listing(sorted(DATASETS))}
        )
    with opened(path) as table:
        year = vintage_of(dataset, table, vintage)
        if year not in _YEARS:
            raise Refused(_("Le millésime %d n'est pas une année plausible.") % year)
        known = DatasetImport.objects.believed().of(code).of_year(year).first()
        if known is not None and known.digest == table.digest:
            return Loaded(load=known, changed=False)
        ready = _read(dataset, table, year)
        named = {"file_name": table.name[:200], "digest": table.digest}
    load = DatasetImport(
        dataset=code, vintage=year, geography=year + dataset.lag, **named, **ready.counts, **stamp(by)
    )
    return Loaded(load=_write(load, ready, by=by), changed=True)


@transaction.atomic
def _write(load: DatasetImport, ready: _Ready, *, by: Author) -> DatasetImport:
    """Write a load with its rows, and stop believing the one that it replaces."""
    for former in DatasetImport.objects.believed().of(load.dataset).of_year(load.vintage):
        retract(former, reason=_("remplacé par le fichier %s") % load.file_name, by=by)
    load.save(force_insert=True)
    if ready.pairs:
        TravelTimes.objects.create(load=load, pairs=ready.pairs)
    for model, rows in ready.rows.items():
        insert_rows(model, rows, load_id=load.pk)
    record(
        by,
        gettext_noop("a chargé le fichier « %(file)s » de l'observatoire (millésime %(year)s)"),
        load,
        file=load.file_name,
        year=load.vintage,
    )
    return load


def _read(dataset: Dataset, table: Table, vintage: int) -> _Ready:
    """Read and check a file."""
    if dataset.form == Form.MOVEMENTS:
        return _movements(dataset, table)
    if dataset.form == Form.CANTONS:
        return _cantons(dataset, table)
    line = lineage(_movements_known())
    if dataset.form == Form.TIMES:
        return _times(dataset, table, line, vintage + dataset.lag)
    found = FORMS[dataset.form](dataset, table, vintage)
    count_once(dataset, found, arrondissements(), table.name)
    if dataset.form != Form.COMMUNES:
        refuse_unknown_codes(found.told, found, line, geography=vintage + dataset.lag, name=table.name)
    if not found.told:
        raise Refused(_("Le fichier « %s » ne parle d'aucune commune.") % table.name)
    rows = [
        {"code": code, "figure": name, "value": value}
        for code, said in found.told.items()
        for name, value in said.items()
    ]
    unknown = sum(row["value"] is None for row in rows)
    belongings = [{"code": code, "canton": canton} for code, canton in found.cantons.items()]
    return _Ready(
        rows={Observation: rows, Belonging: belongings},
        counts=_counts(found, kept=len(rows) - unknown, unknown=unknown),
    )


def _cantons(dataset: Dataset, table: Table) -> _Ready:
    """Read the names of the cantons; any type but C stands for a commune that several of them share."""
    found = Found()
    rows: list[dict[str, Any]] = []
    code_rank, name, kind = columns_of(dataset, table, CANTON_TITLES)
    for line, row in table.lines:
        found.rows += 1
        code = canton_in(cell_of(row, code_rank), table, line)
        if code in found.lines:
            raise twice(code, table, line, found.lines[code])
        found.lines[code] = line
        if not (words := cell_of(row, name).strip()):
            raise Refused(
                _("Fichier « %(name)s », ligne %(line)d : le canton %(code)s n'a pas de nom.")
                % {"name": table.name, "line": line, "code": code}
            )
        rows.append({"code": code, "name": words[:120], "shared": cell_of(row, kind).strip() != "C"})
    return _Ready(rows={Canton: rows}, counts=_counts(found, kept=len(rows)))


def _movements_known() -> DatasetImport | None:
    """Return the last file of movements."""
    return DatasetImport.objects.believed().of("mouvements").latest_first().first()


def _counts(found: Found, *, kept: int, unknown: int = 0) -> dict[str, int]:
    """Return what the record of a load says of its size."""
    return {"rows": found.rows, "kept": kept, "unknown": unknown, "left": found.left}


def _movements(dataset: Dataset, table: Table) -> _Ready:
    """Read the movements of communes; those of parts of communes are left."""
    found = Found()
    rows: dict[tuple[Any, str, str], dict[str, Any]] = {}
    kind, day, was, before, becomes, after = columns_of(dataset, table, MOVEMENTS)
    for line, row in table.lines:
        found.rows += 1
        if cell_of(row, was).strip() != "COM" or cell_of(row, becomes).strip() != "COM":
            found.left += 1
            continue
        codes = [code_in(cell_of(row, rank), table, line) for rank in (before, after)]
        number = cell_of(row, kind).strip()
        if not re.fullmatch(r"\d{1,2}", number):
            raise Refused(
                _("Fichier « %(name)s », ligne %(line)d : « %(cell)s » n'est pas un code de mouvement (MOD).")
                % {"name": table.name, "line": line, "cell": number}
            )
        on = parse_day(cell_of(row, day)).on
        rows[on, codes[0], codes[1]] = {"on": on, "kind": int(number), "before": codes[0], "after": codes[1]}
    return _Ready(rows={Movement: list(rows.values())}, counts=_counts(found, kept=len(rows)))


def _times(dataset: Dataset, table: Table, line: Lineage, geography: int) -> _Ready:
    """Read journeys; those of an unknown length are left, which says that they are not made."""
    found = Found()
    (figure,) = dataset.figures
    start, end, minutes = columns_of(dataset, table, [dataset.place[0], "arrivee", figure.title])
    ranks: dict[str, int] = {}
    seen: dict[tuple[int, int], int] = {}
    lengths: list[float] = []
    for number, row in table.lines:
        found.rows += 1
        length = number_in(cell_of(row, minutes), figure, table, number)
        codes = [code_in(cell_of(row, rank), table, number) for rank in (start, end)]
        if length is None or any(code.startswith(OUTSIDE) for code in codes):
            found.left += 1
            continue
        for code in codes:
            found.lines.setdefault(code, number)
        pair = (ranks.setdefault(codes[0], len(ranks)), ranks.setdefault(codes[1], len(ranks)))
        if pair in seen:
            raise twice(" → ".join(codes), table, number, seen[pair])
        seen[pair] = number
        lengths.append(length)
    refuse_unknown_codes(list(_places(ranks)), found, line, geography=geography, name=table.name)
    journeys = Journeys(
        codes=np.array(list(ranks)),
        pairs=np.array(list(seen), np.int32).reshape(-1, 2),
        minutes=np.array(lengths, np.float32),
    )
    return _Ready(pairs=journeys.packed(), counts=_counts(found, kept=len(lengths)))


def _places(ranks: dict[str, int]) -> Iterator[str]:
    """Yield the communes of a table of journeys; an arrondissement is a place of its own."""
    parts = arrondissements()
    return (code for code in ranks if code not in parts)
