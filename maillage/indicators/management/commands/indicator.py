"""Print a figure: its value, its parts, its series or its records."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maillage.common.command import (
    FORMATS,
    MisusedError,
    Row,
    add_knowledge,
    as_csv,
    as_json,
    as_table,
    day,
    moment,
)
from maillage.common.errors import Refused
from maillage.common.formats import day as written_day
from maillage.common.formats import number
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.measure import Measure, Series, measure, measure_series
from maillage.indicators.records import records
from maillage.indicators.steps import STEPS, month_ends
from maillage.territory.perimeter import Perimeter


class Command(BaseCommand):
    """Print a figure of the catalogue."""

    help = "Donne un chiffre à une date, avec sa définition, ses parts, sa série ou ses fiches."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("code", nargs="?", help="le code de l'indicateur ; sans lui, la liste")
        add_knowledge(parser, required=False)
        parser.add_argument(
            "--by", default="", metavar="DIMENSION", help="nature, departement, region, zone, etape…"
        )
        parser.add_argument(
            "--from", dest="since", metavar="JOUR", help="premier jour d'une série ou d'un flux"
        )
        parser.add_argument("--to", metavar="JOUR", help="dernier jour (à défaut --as-of)")
        parser.add_argument("--step", choices=sorted(STEPS), help="pas de la série")
        parser.add_argument("--records", action="store_true", help="les fiches derrière le chiffre")
        parser.add_argument("--format", choices=FORMATS, default="table")

    def handle(self, **options: Any) -> None:
        """Answer the question on standard output."""
        if not options["code"]:
            self._write(
                [{"code": i.code, "titre": str(i.title)} for i in CATALOGUE.values()], options["format"]
            )
            return
        last = options["to"] or options["as_of"]
        if not last:
            raise MisusedError("Dites de quel jour : --as-of 2016-11-25.")
        as_of, known_at = day(last), moment(options["known_at"])
        since = day(options["since"]) if options["since"] else None
        if since and since > as_of:
            raise Refused("Le premier jour (--from) vient après le dernier (--to) : inversez-les.")
        perimeter = Perimeter.parse(options["perimeter"])
        if options["records"]:
            found = records(options["code"], as_of=as_of, known_at=known_at, perimeter=perimeter, since=since)
            self._write([asdict(record) for record in found], options["format"])
        elif options["step"]:
            if since is None:
                raise MisusedError("Une série demande son premier jour : --from 2014-01-01.")
            days = month_ends(since, as_of, STEPS[options["step"]])
            asked = {"days": days, "known_at": known_at, "perimeter": perimeter, "by": options["by"]}
            self._write(_series_rows(measure_series(options["code"], **asked)), options["format"])
        else:
            asked = {"as_of": as_of, "known_at": known_at, "perimeter": perimeter, "by": options["by"]}
            self._write_measure(measure(options["code"], since=since, **asked), options["format"])

    def _write(self, rows: list[Row], form: str) -> None:
        """Write rows in one of the three forms."""
        self.stdout.write({"json": as_json, "csv": as_csv, "table": as_table}[form](rows))

    def _write_measure(self, result: Measure, form: str) -> None:
        """Write a figure in one of the three forms."""
        if form == "json":
            self.stdout.write(
                as_json({**asdict(result), "response": _answers(result), "origin": _origin(result)})
            )
        elif form == "csv":
            self.stdout.write(as_csv([_flat(result), *({**_flat(result), **_part(p)} for p in result.parts)]))
        else:
            self.stdout.write("\n".join(_lines(result)))


def _answers(result: Measure) -> dict[str, object] | None:
    """Return how many teams answered, where the figure is one that they declare."""
    return None if result.response is None else result.response.as_dict()


def _origin(result: Measure) -> dict[str, object] | None:
    """Return where a figure of the census comes from."""
    return None if result.origin is None else result.origin.as_dict()


def _flat(result: Measure) -> dict[str, object]:
    """Return the value of a figure as one row; with who answered, where teams declare it."""
    names = ("code", "as_of", "known_at", "perimeter", "value", "unit")
    flat = {**{name: getattr(result, name) for name in names}, "part": "", "share": None}
    if result.origin is not None:
        flat["estimated"] = result.origin.estimated
    if result.response is None:
        return flat
    response = result.response.response
    return {**flat, "answered": response.answered, "expected": response.expected}


def _part(part: Any) -> dict[str, object]:
    """Return what a part changes in that row."""
    return {"part": part.key or part.label, "value": part.value, "share": part.share}


def _lines(result: Measure) -> list[str]:
    """Return a figure as a person reads it."""
    shown = result.unknown_because if result.value is None else number(result.value)
    lines = [
        f"{shown} {result.sentence}",
        f"{result.perimeter_label}, au {written_day(result.as_of)}, tel que connu le {result.known_at:%d/%m/%Y %H:%M}",
        result.definition,
        f"Source : {result.source}",
    ]
    if result.response is not None:
        lines.append(result.response.sentence)
    if result.origin is not None and result.origin.sentence:
        lines.append(result.origin.sentence)
    for part in result.parts:
        share = "" if part.share is None else f" ({number(part.share.quantize(1))} %)"
        lines.append(f"  {part.label} : {number(part.value)}{share}")
    if result.overlap:
        lines.append(f"  compté dans plusieurs parts : {number(result.overlap)}")
    for other in result.published:
        gap = "" if other.gap is None else f", écart {number(other.gap)}"
        lines.append(f"Publié : {number(other.value)} ({other.publication}, {written_day(other.on)}){gap}")
    return lines


def _series_rows(result: Series) -> list[Row]:
    """Return a series as rows: a day, the whole, then each part."""
    return [
        {"jour": on, "total": whole, **{part.key or part.label: values[i] for part, values in result.parts}}
        for i, (on, whole) in enumerate(zip(result.days, result.total, strict=True))
    ]
