"""A signature corrected today changes the past as known today, not as it was known then, and the page says so."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

from config.command import main
from maillage.common.facts import end_of_day
from maillage.indicators.measure import measure
from maillage.network.models import Signature

pytestmark = pytest.mark.xdist_group("demo")

JANUARY = dt.date(2015, 1, 31)
THEN = end_of_day(dt.date(2016, 11, 25))
NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.mark.usefixtures("loaded", "commands_keep_the_connection")
def test_a_signature_corrected_today_changes_the_past_as_known_today_only(tmp_path: Path) -> None:
    signature = Signature.objects.believed().national().filter(started_on__lt=JANUARY).order_by("pk")[0]
    signatory = signature.organisation
    assert signatory is not None
    corrected = tmp_path / "correction.csv"
    corrected.write_text(f'organisation;signée le\n"{signatory.name}";10/02/2015\n', encoding="utf-8")

    assert main(["import", str(corrected), "--kind", "signatures"]) == 0
    assert measure("signataires", as_of=JANUARY, known_at=NOW).value == 111

    assert main(["import", str(corrected), "--kind", "signatures", "--apply"]) == 0
    assert measure("signataires", as_of=JANUARY, known_at=NOW).value == 110
    assert measure("signataires", as_of=dt.date(2015, 2, 10), known_at=NOW).value == (
        measure("signataires", as_of=dt.date(2015, 2, 10), known_at=THEN).value
    )
    assert measure("signataires", as_of=JANUARY, known_at=THEN).value == 111
    assert Signature.objects.filter(organisation=signatory, retracted_at__isnull=False).count() == 1

    figure = Client().get("/chiffres/signataires/?au=2015-01-31&connu=2016-11-25").content.decode()
    assert "differences" in figure
    page = Client().get("/chiffres/signataires/differences/?au=2015-01-31&connu=2016-11-25").content.decode()
    assert signatory.get_absolute_url() in page
    assert "correction.csv" in page
    assert page.count("Retiré du registre") == 1
