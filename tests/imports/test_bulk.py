"""Thousands of lines cost a few queries, and their rows are those that one line at a time would write."""

import datetime as dt
import gc
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.common.errors import Refused
from maillage.common.facts import Author, stamp
from maillage.imports.models import ImportRow
from maillage.imports.operations import apply, read_plan
from maillage.indicators.models import PublishedFigure
from maillage.network.models import Organisation, OrganisationSituation, Signature
from tests.imports.files import NOW, csv_file, imported, outcomes

pytestmark = pytest.mark.django_db


def signatories(folder: Path, first: int, count: int) -> Path:
    """Write a list of signatories."""
    lines = [f"Amitié {n};30;{1 + n % 28:02}/01/2014;clic" for n in range(first, first + count)]
    return csv_file(folder, "\n".join(["organisation;département;signée le;nature", *lines]))


def test_rows_written_in_bulk_are_those_that_small_lists_write(tmp_path: Path) -> None:
    imported(signatories(tmp_path, 0, 3), "signatures")
    Signature.objects.order_by("-pk").first().delete()  # type: ignore[union-attr] # its identifier is not given again
    imported(signatories(tmp_path, 2, 120), "signatures")
    imported(signatories(tmp_path, 200, 1), "signatures")

    assert Organisation.objects.count() == OrganisationSituation.objects.count() == 123
    assert Signature.objects.count() == 123
    for signature in Signature.objects.select_related("organisation"):
        assert signature.organisation is not None
        number = int(signature.organisation.name.split()[1])
        assert (signature.started_on.day, signature.started_precision) == (1 + number % 28, "jour")  # type: ignore[union-attr]
        assert signature.recorded_at == signature.known_from
    created = ImportRow.objects.filter(outcome="create", run__created__gt=100)
    assert created.count() == 120
    assert set(created.values_list("object_id", flat=True)) <= set(
        Signature.objects.values_list("pk", flat=True)
    )
    assert outcomes(imported(signatories(tmp_path, 0, 122), "signatures")) == ["same"] * 122


def test_the_number_of_queries_of_a_plan_does_not_follow_that_of_its_lines(tmp_path: Path) -> None:
    counts = []
    for count in (1, 60):
        path = signatories(tmp_path, 0, count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            imported(path, "signatures", apply=False)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_plan_is_applied_once_and_only_to_the_register_it_was_made_from(tmp_path: Path) -> None:
    author = Author(at=NOW)
    planned = read_plan(signatories(tmp_path, 0, 2), kind="signatures", by=author)

    apply(planned, by=author)
    with pytest.raises(Refused, match="Le registre a changé depuis que ce fichier a été lu"):
        apply(planned, by=author)

    assert Organisation.objects.count() == 2


def test_what_the_database_refuses_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    author = Author(at=NOW)
    text = "indicateur;date;valeur;source\nsignataires;2014;47;Plénière"
    planned = read_plan(csv_file(tmp_path, text), kind="chiffres-publies", by=author)
    PublishedFigure.objects.create(
        **stamp(author), code="signataires", on=dt.date(2014, 1, 1), value=40, unit="", publication="Plénière"
    )

    with pytest.raises(Refused, match="Le registre a changé depuis que ce fichier a été lu"):
        apply(planned, by=author)

    assert PublishedFigure.objects.get().value == 40
    assert not ImportRow.objects.exists()


@pytest.mark.parametrize("enabled", [True, False])
def test_an_import_gives_the_collector_of_garbage_back_as_it_found_it(
    tmp_path: Path, *, enabled: bool
) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        imported(signatories(tmp_path, 0, 1), "signatures")
        after_import = gc.isenabled()
        with pytest.raises(Refused):
            imported(signatories(tmp_path, 0, 1), "inconnu")
        assert (after_import, gc.isenabled()) == (enabled, enabled)
    finally:
        (gc.enable if before else gc.disable)()


def test_a_line_refused_already_is_not_refused_again_for_its_parent(tmp_path: Path) -> None:
    text = """
        nom;rattachée à
        Les voisins;
        Les voisins;Fédération inconnue
    """
    planned = imported(csv_file(tmp_path, text), "organisations", apply=False)

    assert outcomes(planned) == ["create", "refuse"]
    (refused,) = planned.refused
    assert "figure déjà à la ligne 2" in refused.sentence
    assert refused.cell is not None
    assert refused.cell.column == "nom"
