"""Life cycles are drawn from the code, and the drawings kept up to date."""

from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command

from maillage.common.errors import Refused
from maillage.common.states import lives
from maillage.network.models.signing import SIGNING


def test_the_drawings_are_those_of_the_code() -> None:
    call_command("states", "--check")


def test_every_life_of_the_settings_is_drawn() -> None:
    assert SIGNING in lives()
    assert {life.name for life in lives()} <= {
        path.stem for path in (Path(settings.BASE_DIR) / "docs" / "etats").glob("*.md")
    }


def test_a_drawing_names_every_state_and_what_follows_it() -> None:
    drawn = SIGNING.diagram()
    assert drawn.startswith("# Le dossier de signature de la charte\n")
    assert '    state "brouillon" as e1\n' in drawn
    assert "    [*] --> e1\n" in drawn
    assert "    e1 --> e2\n" in drawn
    assert "    e6 --> [*]\n" in drawn
    assert "    e4 --> e2\n" not in drawn


def test_a_drawing_that_is_late_is_told(tmp_path: Path, settings: LazySettings) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(Refused, match=r"docs/etats/\S+\.md n'est plus à jour : lancez « maillage states »"):
        call_command("states", "--check")
    call_command("states")
    call_command("states", "--check")
    (tmp_path / "docs" / "etats" / f"{SIGNING.name}.md").write_text("autre chose", encoding="utf-8")
    with pytest.raises(Refused, match="n'est plus à jour"):
        call_command("states", "--check")
