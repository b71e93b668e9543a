"""40,000 organisations and their signatures from one XLSX: ours, django-import-export, and the limit.

Run: ``python -m benchmarks.importing``. The peer reads the same file, makes the same checks (SIRET, day, commune,
one signature in force) and writes the same three rows for each line, the way its documentation shows. The limit is
``executemany`` of the rows that our import wrote, run rows included, into an empty copy of the same tables.
"""

import datetime as dt
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINES = 40_000


def siret(number: int) -> str:
    """Return a SIRET with right keys, from a made-up number."""
    siren = _with_key(f"9{number:07d}")
    return _with_key(f"{siren}0001")


def _with_key(digits: str) -> str:
    """Return digits with their Luhn key."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if rank % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def write(path: Path) -> None:
    """Write the spreadsheet: a signatory a line, with its kind, its commune and the day it signed."""
    import django

    django.setup()
    from maillage.common.spreadsheets import Column, SheetOut, write_xlsx
    from maillage.territory.models import Commune

    draw = random.Random(7)
    communes = list(Commune.objects.counted_once().values_list("name", "departement__code").order_by("code"))
    rows = []
    for number in range(LINES):
        name, departement = draw.choice(communes)
        day = dt.date(2014, 1, 27) + dt.timedelta(days=draw.randrange(4_000))
        rows.append((f"Les voisins {number}", "association locale", siret(number), name, departement, day))
    titles = ("organisation", "nature", "siret", "commune", "département")
    columns = [*(Column(title) for title in titles), Column("signée le", "date")]
    write_xlsx(path, [SheetOut(name="signatures", columns=columns, rows=rows)])


def prepare(path: Path) -> dict[str, float]:
    """Make the database, then the spreadsheet."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    write(path)
    return {"bytes": path.stat().st_size}


def ours(path: Path) -> dict[str, float]:
    """Import with our command's own function: plan, then apply."""
    import django

    django.setup()
    from django.utils import timezone

    from maillage.common.facts import Author
    from maillage.imports.operations import import_file
    from maillage.network.models import Signature

    start = time.perf_counter()
    import_file(path, kind="signatures", by=Author(at=timezone.now(), source="banc"), apply=True)
    return {"seconds": time.perf_counter() - start, "signatures": Signature.objects.count()}


def peer(path: Path) -> dict[str, float]:
    """Import with django-import-export."""
    import django

    django.setup()
    import tablib
    from django.utils import timezone
    from import_export import resources

    from maillage.common.facts import Author, stamp
    from maillage.common.normalise import fold, parse_day
    from maillage.common.normalise import siret as checked
    from maillage.network.models import (
        Charter,
        Organisation,
        OrganisationKind,
        OrganisationSituation,
        Signature,
    )
    from maillage.territory.gazetteer import Gazetteer

    gazetteer = Gazetteer.load()
    charter = Charter.objects.get(kind="nationale", version="1")
    kind = OrganisationKind.objects.get(code="association-locale")
    by = stamp(Author(at=timezone.now(), source="banc"))

    class Signatories(resources.ModelResource):  # type: ignore[misc] # the package ships no types
        class Meta:
            model = Organisation
            import_id_fields = ("siret",)
            fields = ("name", "slug", "folded", "siret")

        def before_import_row(self, row: dict[str, object], **_options: object) -> None:
            row["siret"] = checked(str(row["siret"]))
            row["name"] = str(row["organisation"])
            row["folded"] = fold(str(row["name"]))
            row["slug"] = str(row["folded"]).replace(" ", "-")

        def after_save_instance(
            self, instance: Organisation, row: dict[str, object], **_options: object
        ) -> None:
            departement = gazetteer.departement(str(row["département"]))
            commune = gazetteer.commune(str(row["commune"]), departement=departement)
            OrganisationSituation.objects.create(
                organisation=instance, kind=kind, commune=commune, departement=departement, **by
            )
            if instance.signatures.filter(charter=charter, ended_on=None).exists():
                raise ValueError("deux signatures")
            day = parse_day(row["signée le"])  # type: ignore[arg-type] # a cell
            Signature.objects.create(organisation=instance, charter=charter, started_on=day.on, **by)

    start = time.perf_counter()
    data = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    result = Signatories().import_data(data, use_transactions=True, raise_errors=True)
    assert not result.has_errors()
    return {"seconds": time.perf_counter() - start, "signatures": Signature.objects.count()}


def limit(path: Path) -> dict[str, float]:
    """Write the rows of our import again, by executemany, into an empty copy of its tables."""
    source = sqlite3.connect(path.with_name("ours.sqlite3"))
    tables = {}
    for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if (
            name.startswith(("network_organisation", "network_signature", "imports_"))
            and name != "network_organisationkind"
        ):
            tables[name] = source.execute(f"SELECT * FROM {name}").fetchall()
    target = sqlite3.connect(path.with_name("empty.sqlite3"), isolation_level=None)
    target.execute("PRAGMA synchronous=FULL")
    written = 0
    start = time.perf_counter()
    target.execute("BEGIN IMMEDIATE")
    for name, rows in tables.items():
        if rows:
            marks = ",".join("?" * len(rows[0]))
            target.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
            written += len(rows)
    target.execute("COMMIT")
    return {"seconds": time.perf_counter() - start, "rows": written}


SIDES = {"prepare": prepare, "ours": ours, "peer": peer, "limit": limit}


def _side(name: str, path: Path, database: str) -> dict[str, float]:
    """Run one side in its own process, on its own copy of the database."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{path.with_name(database)}",
        "MAILLAGE_VAR": str(path.parent),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.importing", name, str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Run the sides one after the other and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signatures.xlsx"
        _side("prepare", path, "base.sqlite3")
        for copy in ("ours", "peer", "empty"):
            subprocess.run(
                ["cp", str(path.with_name("base.sqlite3")), str(path.with_name(f"{copy}.sqlite3"))],
                check=True,
            )
        mine = _side("ours", path, "ours.sqlite3")
        floor = _side("limit", path, "empty.sqlite3")
        theirs = _side("peer", path, "peer.sqlite3")
    print(f"  ours                 {mine['seconds']:8.2f} s, {mine['signatures']:,.0f} signatures")
    print(f"  our peak memory      {mine['peak_mb']:8.0f} MB")
    print(f"  django-import-export {theirs['seconds']:8.2f} s, {theirs['signatures']:,.0f} signatures")
    print(f"  executemany          {floor['seconds']:8.2f} s, {floor['rows']:,.0f} rows")
    print(
        f"  times faster than django-import-export: {theirs['seconds'] / mine['seconds']:6.1f} (asked: at least 10)"
    )
    print(
        f"  times executemany                     : {mine['seconds'] / floor['seconds']:6.1f} (asked: at most 3)"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        outcome = SIDES[sys.argv[1]](Path(sys.argv[2]))
        outcome["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(outcome))
    else:
        main()
