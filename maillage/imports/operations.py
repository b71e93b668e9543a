"""Import a file: read, map, plan, apply."""

import dataclasses
import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from maillage.accounts.operations import record
from maillage.common.bulk import insert_rows
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import fold
from maillage.common.spreadsheets import Sheet, Workbook, read
from maillage.imports.cells import RowRefused
from maillage.imports.columns import CellReader, Heading, Row, read_mapping, recognise
from maillage.imports.kind import Kind
from maillage.imports.kinds import KINDS
from maillage.imports.models import ImportRow, ImportRun
from maillage.imports.plan import Outcome, Plan, PlannedRow, RefusedRows, Source
from maillage.imports.register import Register
from maillage.imports.write import write
from maillage.network.models import Charter

__all__ = ["RefusedRows", "apply", "import_file", "plan", "read_plan"]

SUMMARY_LENGTH = 500
Progress = Callable[[int, int], None]  # how many lines are understood, of how many


def import_file(
    path: Path,
    *,
    kind: str,
    by: Author,
    apply: bool,
    sheet: str | None = None,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan what a file would do and, where asked, do it: all of it, or nothing with `RefusedRows`.

    The source of the author is the document; without one, the name of the file is written.
    """
    with _uncollected():
        return _import(path, kind, by, sheet, mapping, progress, write_it=apply)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nothing look for garbage meanwhile: among a million objects that all live, it costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _import(
    path: Path,
    kind: str,
    by: Author,
    sheet: str | None,
    mapping: Path | None,
    progress: Progress | None,
    *,
    write_it: bool,
) -> Plan:
    workbook = read(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if not write_it:
        return _planned(workbook, digest, kind, by, sheet, mapping, progress)
    with transaction.atomic():
        _wait_for_other_imports()
        planned = _planned(workbook, digest, kind, by, sheet, mapping, progress)
        return dataclasses.replace(planned, run=_apply(planned, by=by).pk)


def read_plan(
    path: Path,
    *,
    kind: str,
    by: Author,
    sheet: str | None = None,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return what a file would do, without writing anything."""
    return import_file(path, kind=kind, by=by, apply=False, sheet=sheet, mapping=mapping, progress=progress)


def _planned(
    workbook: Workbook,
    digest: str,
    code: str,
    by: Author,
    sheet: str | None,
    mapping: Path | None,
    progress: Progress | None,
) -> Plan:
    kind = kind_called(code)
    chosen = choose_sheet(workbook, kind, sheet)
    return plan(
        kind,
        chosen,
        source=Source(workbook.name, chosen.name, digest, by.source),
        known_from=by.knows_since,
        mapping=read_mapping(mapping) if mapping else None,
        progress=progress,
    )


def kind_called(code: str) -> Kind:
    """Return a kind of import by its code, or refuse it with those that exist."""
    if code not in KINDS:
        raise Refused(
            _("Le type d'import « %(code)s » n'existe pas : choisissez %(known)s.")
            % {"code": code, "known": ", ".join(KINDS)}
        )
    return KINDS[code]


def choose_sheet(workbook: Workbook, kind: Kind, name: str | None) -> Sheet:
    """Return the sheet that is asked for, or the one that bears the name of the kind."""
    sheets = {fold(sheet.name): sheet for sheet in workbook.sheets}
    names = ", ".join(f"« {sheet.name} »" for sheet in workbook.sheets)
    if name is not None:
        if fold(name) not in sheets:
            raise Refused(
                _("Le fichier « %(file)s » n'a pas de feuille « %(sheet)s » : il a %(names)s.")
                % {"file": workbook.name, "sheet": name, "names": names}
            )
        return sheets[fold(name)]
    if len(workbook.sheets) == 1:
        return workbook.sheets[0]
    for word in (kind.code, *kind.sheets):
        if fold(word) in sheets:
            return sheets[fold(word)]
    raise Refused(
        _(
            "Le fichier « %(file)s » a plusieurs feuilles (%(names)s) et aucune ne s'appelle « %(kind)s » : "
            "dites laquelle lire (--sheet)."
        )
        % {"file": workbook.name, "names": names, "kind": kind.code}
    )


def plan(
    kind: Kind,
    sheet: Sheet,
    *,
    source: Source,
    known_from: dt.datetime,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Return what the lines of a sheet would do to the register; only reads it."""
    heading = recognise(sheet.header, kind.columns, place=source.place, mapping=mapping, one_of=kind.one_of)
    reason = _("import %s") % (source.document or source.file_name)
    last_run = ImportRun.objects.order_by("-pk").values_list("pk", flat=True).first()
    register = Register(known_from, reason[:250])
    rows, planned = _read(kind, sheet, heading)
    if kind.order:
        rows.sort(key=kind.order)
    for done, row in enumerate(rows, start=1):
        planned.append(_understood(kind, row, register))
        if progress and done % 500 == 0:
            progress(done, len(rows))
    planned = _with_deferred(planned, rows, register)
    planned.sort(key=lambda row: row.line)
    return Plan(
        kind=kind.code,
        source=source,
        known_from=known_from,
        rows=tuple(planned),
        acts=register.acts,
        ignored=heading.ignored,
        warnings=tuple(register.warnings),
        last_run=last_run,
    )


def _read(kind: Kind, sheet: Sheet, heading: Heading) -> tuple[list[Row], list[PlannedRow]]:
    """Return the lines that could be read, and the refusals of the others."""
    rows: list[Row] = []
    refused: list[PlannedRow] = []
    alternatives = {name for group in kind.one_of for name in group}
    needed = [column.name for column in kind.columns if column.required and column.name not in alternatives]
    for row in CellReader(heading, kind.columns).rows((row.line, row.cells) for row in sheet.rows):
        if isinstance(row, list):
            refused.extend(row)
            continue
        missing = [name for name in needed if name not in row.values]
        if missing and not row.get("retrait"):
            refused.extend(
                PlannedRow(
                    row.line,
                    Outcome.REFUSE,
                    _("Cette case est vide, et elle est nécessaire : remplissez-la ou supprimez la ligne."),
                    cell=row.cell(name),
                )
                for name in missing
            )
        else:
            rows.append(row)
    return rows, refused


def _understood(kind: Kind, row: Row, register: Register) -> PlannedRow:
    try:
        return kind.plan_row(row, register)
    except RowRefused as refusal:
        return _refused(row, refusal)


def _refused(row: Row, refusal: RowRefused) -> PlannedRow:
    cell = row.cell(refusal.column) if refusal.column else None
    return PlannedRow(row.line, Outcome.REFUSE, str(refusal), cell=cell)


def _with_deferred(planned: list[PlannedRow], rows: Sequence[Row], register: Register) -> list[PlannedRow]:
    """Finish the lines that had to wait for all the others, such as those that name a parent."""
    if not register.deferred:
        return planned
    by_line = {row.line: row for row in planned}
    read = {row.line: row for row in rows}
    for line, finish in register.deferred:
        row = by_line[line]
        if row.outcome == Outcome.REFUSE:
            continue
        try:
            words = finish()
        except RowRefused as refusal:
            by_line[line] = _refused(read[line], refusal)
            continue
        if words:
            outcome = Outcome.CHANGE if row.outcome == Outcome.SAME else row.outcome
            by_line[line] = row._replace(outcome=outcome, changes=(*row.changes, *words))
    return [by_line.get(row.line, row) if row.outcome != Outcome.REFUSE else row for row in planned]


_CHANGED = gettext_lazy(
    "Le registre a changé depuis que ce fichier a été lu, et rien n'a été écrit : relancez l'import."
)


def _wait_for_other_imports() -> None:
    """Make two imports wait for each other: planned from the same register, they would write things twice."""
    list(Charter.objects.select_for_update().order_by("pk"))


def apply(planned: Plan, *, by: Author) -> ImportRun:
    """Write a plan, all or nothing, and keep what became of each line; refuse it when a line is refused."""
    return _apply(planned, by=by)


@transaction.atomic
def _apply(planned: Plan, *, by: Author) -> ImportRun:
    planned.refuse_if_needed()
    _wait_for_other_imports()
    if ImportRun.objects.filter(pk__gt=planned.last_run or 0).exists():
        raise Refused(_CHANGED)
    source = planned.source
    author = by if by.source else dataclasses.replace(by, source=source.file_name[:250])
    try:
        write(planned.acts, by=author)
    except IntegrityError as error:
        raise Refused(_CHANGED) from error
    counts = planned.counts
    run = ImportRun.objects.create(
        kind=planned.kind,
        file_name=source.file_name[:255],
        sha256=source.sha256,
        sheet=source.sheet[:100],
        document=by.source,
        at=by.at,
        by_id=by.user.pk if by.user else None,
        known_from=planned.known_from,
        created=counts[Outcome.CREATE],
        changed=counts[Outcome.CHANGE],
        left=counts[Outcome.SAME],
    )
    insert_rows(
        ImportRow,
        [
            {
                "line": row.line,
                "outcome": row.outcome,
                "model": row.target.model._meta.label_lower if row.target else "",
                "object_id": row.target.pk if row.target else None,
                "summary": "; ".join((row.sentence, *row.changes))[:SUMMARY_LENGTH],
            }
            for row in planned.rows
        ],
        run_id=run.pk,
    )
    record(
        by,
        gettext_noop("a fait entrer « %(file)s » : lignes créées, %(created)s ; changées, %(changed)s"),
        run,
        why=by.source,
        file=run.file_name,
        created=run.created,
        changed=run.changed,
    )
    return run
