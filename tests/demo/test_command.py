"""The command refuses what it must not touch."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import call_command

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import Organisation
from maillage.network.operations import NewOrganisation, enrol
from maillage.portal.management.commands import demo

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_register_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text('witness = "Personne"\nfiles = []\n', encoding="utf-8")
    enrol([NewOrganisation(name="Notre association")], by=Author(at=NOW))
    before = Organisation.objects.count()
    with pytest.raises(Refused, match="Cette base tient déjà un registre"):
        call_command("demo", folder=tmp_path, stdout=io.StringIO())
    assert Organisation.objects.count() == before


@pytest.mark.django_db
def test_an_empty_database_is_made_ready_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.toml").write_text('witness = "Notre association"\nfiles = []\n', encoding="utf-8")
    enrol([NewOrganisation(name="Notre association")], by=Author(at=NOW))
    called: list[str] = []
    monkeypatch.setattr(demo, "migrations_are_missing", lambda: True)
    monkeypatch.setattr(demo, "call_command", lambda name, *_arguments, **_options: called.append(name))
    out = io.StringIO()
    call_command("demo", folder=tmp_path, stdout=out)
    assert called == ["migrate", "load_territories"]
    assert out.getvalue().startswith("Création de la base")


@pytest.mark.django_db
def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"Il n'y a pas de démonstration dans"):
        call_command("demo", folder=tmp_path, stdout=io.StringIO())
