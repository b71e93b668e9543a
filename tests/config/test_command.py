"""The command « maillage »: what it says to the shell when all is well, when it refuses, when it is misused."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.management.base import BaseCommand, CommandError

from config.command import DONE, REFUSED, USAGE, main
from maillage.common.command import MisusedError, Row, as_csv, as_json, as_table, day, moment, plain
from maillage.common.errors import Refused
from tests.cast import date, instant

pytestmark = pytest.mark.usefixtures("commands_keep_the_connection")


def running(monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> None:
    """Make « maillage check » end as one wishes."""

    def handle(self: BaseCommand, *_arguments: Any, **_options: Any) -> None:
        self.stdout.write("fait")
        if error:
            raise error

    monkeypatch.setattr("django.core.management.commands.check.Command.handle", handle)


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (None, DONE, ""),
        (Refused("Non, parce que."), REFUSED, "Non, parce que.\n"),
        (CommandError("Rien à lire."), REFUSED, "Rien à lire.\n"),
        (MisusedError("Dites le jour."), USAGE, "Dites le jour.\n"),
        (SystemExit(3), 3, ""),
        (SystemExit("au revoir"), REFUSED, ""),
    ],
)
def test_a_command_ends_with_a_code_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException | None,
    code: int,
    sentence: str,
) -> None:
    running(monkeypatch, error)
    assert main(["check"]) == code
    assert capsys.readouterr() == ("fait\n", sentence)


def test_a_fault_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    running(monkeypatch, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        main(["check"])


def test_an_unknown_command_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicateur"]) == USAGE
    assert "indicateur" in capsys.readouterr().err


def test_an_unknown_option_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--couleur"]) == USAGE
    assert "--couleur" in capsys.readouterr().err


def test_arguments_come_from_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    running(monkeypatch, None)
    monkeypatch.setattr(sys, "argv", ["maillage", "check"])
    assert main() == DONE
    assert capsys.readouterr().out == "fait\n"


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test"}
    writer = subprocess.Popen(
        [sys.executable, "-m", "config.command", "indicator", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()  # the reader is gone before the first word
    complaint = writer.stderr.read()
    writer.stderr.close()
    assert (writer.wait(), complaint) == (DONE, b"")


def test_what_cannot_be_written_to_a_closed_pipe_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    running(monkeypatch, None)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["check"]) == DONE
        out.write("rien ne se plaint de ceci")


def test_a_day_is_typed_as_people_type_it() -> None:
    assert day("2016-11-25") == day("25/11/2016") == date(2016, 11, 25)
    assert day("novembre 2016") == date(2016, 11, 1)
    with pytest.raises(Refused, match="n'est pas une date"):
        day("hier")


def test_knowledge_is_that_of_the_end_of_the_day_or_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moment("2016-07-14").isoformat() == "2016-07-14T23:59:59.999999+02:00"
    monkeypatch.setattr("django.utils.timezone.now", lambda: instant(2020, 1, 1))
    assert moment(None) == moment("") == instant(2020, 1, 1)


ROWS: list[Row] = [
    {"nom": "Gard", "jour": date(2016, 1, 1), "part": None},
    {"nom": "L;ot", "jour": None, "part": 0.5},
]


def test_rows_are_written_in_three_forms() -> None:
    assert as_csv(ROWS) == 'nom;jour;part\nGard;2016-01-01;\n"L;ot";;0.5'
    assert as_table(ROWS) == "nom   jour        part\nGard  2016-01-01\nL;ot              0.5"
    assert '"jour": "2016-01-01"' in as_json(ROWS)
    assert as_csv([]) == as_table([]) == ""
    assert as_json([]) == "[]"
    assert as_json({"été": 1}) == '{\n  "été": 1\n}'


def test_values_are_written_plainly() -> None:
    assert plain(instant(2016, 1, 1)) == "2016-01-01T12:00:00+00:00"
    assert [plain(value) for value in (1, "a", None)] == [1, "a", None]
