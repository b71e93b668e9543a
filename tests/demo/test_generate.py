"""The generator writes the committed files, and nothing that could be taken for real."""

import re
import zipfile
from pathlib import Path

import pytest

from demo import generate
from demo.check import differences
from demo.draw import Draw
from demo.generate import FILES, invent, main
from demo.model import Network
from demo.organisations import luhn
from maillage.common.normalise import siret

FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")


@pytest.fixture(scope="module")
def network() -> Network:
    return invent()


def contents(path: Path) -> object:
    """Return the bytes of a file; of a workbook those of its parts, whatever library compressed them."""
    if path.suffix == ".csv":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    main(tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(path.name for path in FILES.iterdir())
    for name in written:
        assert contents(tmp_path / name) == contents(FILES / name), name


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    main(tmp_path / "one")
    main(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_nothing_is_written_when_a_figure_does_not_come_out(
    tmp_path: Path, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = Network(bodies=network.bodies[1:], alliances=network.alliances, crews=network.crews)
    assert "signatories 2014-01-27: expected 40, found 39" in list(differences(fewer))
    monkeypatch.setattr(generate, "differences", differences_of(fewer))
    with pytest.raises(ValueError, match="expected 40, found 39"):
        main(tmp_path)
    assert not list(tmp_path.iterdir())


def differences_of(network: Network) -> object:
    """Return a check that looks at another network."""
    return lambda _network: differences(network)


def test_every_telephone_is_of_a_block_kept_for_fiction(network: Network) -> None:
    numbers = [
        *(body.telephone for body in network.bodies),
        *(alliance.telephone for alliance in network.alliances),
        *(crew.telephone for crew in network.crews),
    ]
    assert [number for number in numbers if number and not FICTION.fullmatch(number)] == []
    assert sum(map(bool, numbers)) > 1000


def test_every_siret_is_valid_and_of_no_real_body(network: Network) -> None:
    numbers = [body.siret for body in network.bodies if body.siret]
    assert 0.5 < len(numbers) / len(network.bodies) < 0.7
    assert len(set(numbers)) == len(numbers)
    assert all(siret(number) == number and number.startswith("000") for number in numbers)


def test_a_key_makes_a_number_valid() -> None:
    assert luhn("7992739871") == "79927398713"


def test_addresses_lead_nowhere(network: Network) -> None:
    texts = [text for body in network.bodies for text in (body.website, body.email) if text]
    texts += [crew.email for crew in network.crews if crew.email]
    assert texts
    assert all(text.endswith(".example") for text in texts)


def test_names_are_each_given_once(network: Network) -> None:
    for names in (
        [body.name for body in network.bodies],
        [alliance.name for alliance in network.alliances],
        [crew.name for crew in network.crews],
    ):
        assert len(set(names)) == len(names)


def test_stages_come_in_order_and_each_has_its_proof(network: Network) -> None:
    for alliance in network.alliances:
        days = [step.on for step in alliance.steps]
        assert days == sorted(set(days)), alliance.name
        assert all(step.evidence_kind and step.evidence for step in alliance.steps)


def test_pilot_departements_come_first(network: Network) -> None:
    launched = sorted(
        (step.on, alliance.departement)
        for alliance in network.alliances
        for step in alliance.steps
        if step.stage == "lancee"
    )
    assert {code for _day, code in launched[:8]} == {"30", "46", "59", "33", "94", "23", "58", "57"}


def test_the_first_register_is_in_windows_1252_with_semicolons() -> None:
    content = (FILES / "01-signataires-janvier-2015.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    lines = content.decode("cp1252").splitlines()
    assert len(lines) == 114
    assert lines[0].count(";") == 6


@pytest.mark.parametrize(("share", "expected"), [(0.0, False), (1.0, True)])
def test_a_chance_is_never_or_always(share: float, *, expected: bool) -> None:
    assert Draw(1).chance(share) is expected


def test_draws_stay_within_what_they_draw_from() -> None:
    draw = Draw(7)
    assert {draw.between(1, 3) for _ in range(60)} == {1, 2, 3}
    assert sorted(draw.some("abc", 9)) == ["a", "b", "c"]
    assert {draw.weighted("ab", [0.0, 1.0]) for _ in range(20)} == {"b"}
    assert draw.weighted("ab", [0.0, 0.0]) == "b"
