"""The doctor says what holds, and finds what somebody broke."""

import io
import json
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from pytest_django import Settings

from maillage.accounts.models import Entry
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import copied
from maillage.network.models import Carrying
from tests.cast import TAKEN_OVER, Cast, date
from tests.conftest import guards


def said(**options: object) -> list[dict[str, object]]:
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out, format="json", **options)
    finally:
        rows = json.loads(out.getvalue())
    assert isinstance(rows, list)
    return rows


@pytest.mark.django_db
def test_the_cast_is_in_good_health(cast: Cast) -> None:
    record(TAKEN_OVER, "a relu la fiche de %(name)s", cast.gard, name=cast.gard)
    assert [(row["controle"], row["tient"], row["ecarts"]) for row in said(verify=True)] == [
        ("journal", "oui", 0),
        ("periodes", "oui", 0),
        ("liens", "oui", 0),
        ("mentions", "oui", 0),
    ]


@pytest.mark.django_db
def test_a_site_open_to_the_world_says_who_publishes_it(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    out = io.StringIO()
    with pytest.raises(Refused):
        call_command("doctor", stdout=out)
    assert "MAILLAGE_LEGAL_PUBLISHER" in out.getvalue()
    settings.LEGAL = dict.fromkeys(settings.LEGAL, "dit")
    assert [row["tient"] for row in said() if row["controle"] == "mentions"] == ["oui"]
    settings.LEGAL = dict.fromkeys(settings.LEGAL, " ")
    settings.DEMO = True
    assert [row["tient"] for row in said() if row["controle"] == "mentions"] == ["oui"]


def test_a_rewritten_line_of_the_journal_is_found(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    entry = record(TAKEN_OVER, "a relu la fiche de %(name)s", cast.gard, name=cast.gard)
    drop, create = (
        (guards.UNDO_SQLITE, guards.SQLITE)
        if connection.vendor == "sqlite"
        else (guards.UNDO_POSTGRESQL, guards.POSTGRESQL)
    )
    with connection.cursor() as cursor:
        for statement in drop:
            cursor.execute(statement)
        Entry.objects.filter(pk=entry.pk).update(said={"name": "une autre"})
        for statement in create:
            cursor.execute(statement)
    with pytest.raises(Refused, match="ne tient pas"):
        call_command("doctor")
    assert f"ligne {entry.number} du journal" in capsys.readouterr().out


def test_two_periods_that_overlap_are_found(cast: Cast) -> None:
    first = Carrying.objects.get(team=cast.causse)
    Carrying.objects.filter(pk=first.pk).update(ended_on=date(2016, 1, 1))
    second = copied(first, started_on=date(2015, 6, 1), ended_on=date(2015, 9, 1))
    out = io.StringIO()
    with pytest.raises(Refused):
        call_command("doctor", stdout=out, format="csv")
    assert f"portage {first.pk} / {second.pk}" in out.getvalue()


@pytest.mark.django_db
def test_a_row_that_points_nowhere_is_found() -> None:
    fault = IntegrityError("La ligne 7 désigne l'équipe 99, qui n'existe pas")
    out = io.StringIO()
    with patch.object(connection, "check_constraints", side_effect=fault), pytest.raises(Refused):
        call_command("doctor", stdout=out)
    assert "l'équipe 99" in out.getvalue()
