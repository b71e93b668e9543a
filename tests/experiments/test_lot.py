"""The lot of a deployment by steps: its seed is said before its sites are, and anyone draws it again."""

import hashlib
from typing import Any

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.experiments.models import Arm, Draw, Measure, Part, Protocol, Site, fingerprint
from maillage.experiments.operations.plan import amend, register_protocol, reopen_protocol, take_back
from maillage.experiments.operations.sites import Lot, add_site, draw_by_lot, leave_site
from maillage.territory.perimeter import FRANCE
from tests.accounts.people import sign_in
from tests.cast import Cast, date, instant
from tests.experiments.bench import (
    BY,
    REGISTERED,
    STARTS,
    TODAY,
    at,
    entered,
    registered,
    seen,
    wave,
    written,
)
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = pytest.mark.django_db
PAGE = "/experimentations/un-cafe-par-semaine/"
DRAWN_ON = date(2017, 5, 1)


def parts(site: Site) -> list[tuple[str, Any, Any]]:
    """Return the parts of a site as they are believed."""
    return [(one.arm, one.started_on, one.ended_on) for one in Part.objects.believed().of_site(site)]


LOT: dict[str, Any] = {"first_on": date(2017, 6, 1), "days_apart": 90}


def stepped(cast: Cast) -> tuple[Any, list[Part]]:
    """Return an experiment that begins by steps, and its four sites."""
    row = registered(design="progressif").experiment
    sites = (cast.tilleul, cast.causse, cast.guillotiere, cast.barachois)
    return row, [entered(row, place, Arm.COMPARES) for place in sites]


def test_the_order_is_drawn_by_lot_once_and_can_be_drawn_again(cast: Cast) -> None:
    row, entries = stepped(cast)
    drawn = draw_by_lot(row, Lot(**LOT), on=date(2017, 5, 1), by=at(date(2017, 5, 1)))
    assert drawn.starts() == [date(2017, 6, 1), date(2017, 8, 30)]
    assert str(drawn) == "2016"
    begins = {part.site.ticket: parts(part.site)[-1][1] for part in entries}
    # SHA-256 of "2016:team:…", sorted: anyone draws the same order with any tool.
    order = sorted(begins, key=lambda ticket: hashlib.sha256(f"2016:{ticket}".encode()).hexdigest())
    assert [begins[ticket] for ticket in order] == [drawn.starts()[0]] * 2 + [drawn.starts()[1]] * 2
    assert all(parts(part.site)[0] == ("compare", STARTS, begins[part.site.ticket]) for part in entries)
    with pytest.raises(Refused, match="il ne se refait pas"):
        draw_by_lot(row, Lot(**LOT), on=date(2017, 5, 2), by=BY)
    assert Draw.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first_on": date(2017, 5, 1)}, "vient après le tirage"),
        ({"days_apart": 0}, "Le dernier démarrage serait"),
        ({"days_apart": 400}, "avant la fin de l'expérimentation, le 1er.mai 2018"),
    ],
)
def test_a_lot_that_cannot_be_is_refused(cast: Cast, change: dict[str, Any], sentence: str) -> None:
    row, entries = stepped(cast)
    with pytest.raises(Refused, match=sentence):
        draw_by_lot(row, Lot(**{**LOT, **change}), on=date(2017, 5, 1), by=BY)
    assert not Draw.objects.exists()
    assert all(len(parts(part.site)) == 1 for part in entries)


def test_a_lot_is_drawn_before_anyone_begins(cast: Cast) -> None:
    with pytest.raises(Refused, match="ne prévoit pas de démarrage progressif"):
        draw_by_lot(registered().experiment, Lot(**LOT), on=date(2017, 5, 1), by=BY)
    row = registered(design="progressif").experiment
    with pytest.raises(Refused, match="0 sites pour 2 vagues de démarrage"):
        draw_by_lot(row, Lot(**LOT), on=date(2017, 5, 1), by=BY)
    entered(row, cast.tilleul, Arm.TRIES)
    entered(row, cast.causse, Arm.COMPARES)
    with pytest.raises(Refused, match="Un site essaie déjà"):
        draw_by_lot(row, Lot(**LOT), on=date(2017, 5, 1), by=BY)


def drawn(cast: Cast) -> tuple[Any, list[Part]]:
    """Return an experiment whose lot is drawn, and what its sites did before."""
    row, entries = stepped(cast)
    draw_by_lot(row, Lot(**LOT), on=DRAWN_ON, by=at(DRAWN_ON))
    return row, entries


def test_the_seed_is_said_with_the_protocol_before_any_site() -> None:
    row = written(design="progressif")
    with pytest.raises(Refused, match="en combien de vagues, et ici la graine"):
        register_protocol(row, sites_needed=4, on=REGISTERED, by=BY)
    bare = written(design="progressif", steps=None, title="Sans vagues")
    with pytest.raises(Refused, match="en combien de vagues, et ici la graine"):
        register_protocol(bare, sites_needed=4, seed=1, on=REGISTERED, by=BY)
    one = register_protocol(row, sites_needed=4, seed=1, on=REGISTERED, by=BY)
    # The print covers the seed: another one would be another protocol.
    assert one.fingerprint == fingerprint(one, 4, 1) != fingerprint(one, 4, 2)
    assert one.fingerprint != fingerprint(one, 4)
    other = register_protocol(written(title="Avant, après"), sites_needed=4, seed=1, on=REGISTERED, by=BY)
    assert other.seed is None  # nothing is drawn there


def test_a_protocol_without_a_seed_draws_nothing(cast: Cast) -> None:
    row, _entries = stepped(cast)
    Protocol.objects.update(seed=None)  # registered before seeds were asked for
    with pytest.raises(Refused, match="ni la graine du tirage, ni le nombre de vagues"):
        draw_by_lot(row, Lot(**LOT), on=DRAWN_ON, by=BY)


def test_nothing_is_drawn_once_something_was_seen(cast: Cast) -> None:
    row, entries = stepped(cast)
    said = seen(wave(row, "Avant", STARTS), entries[0], 20, "6", "1")
    with pytest.raises(Refused, match="avant que l'on ait rien vu"):
        draw_by_lot(row, Lot(**LOT), on=DRAWN_ON, by=BY)
    assert not Draw.objects.exists()
    take_back(said, row, reason="mal lu", by=BY)
    assert draw_by_lot(row, Lot(**LOT), on=DRAWN_ON, by=BY).steps == 2


def test_a_site_that_left_is_not_drawn(cast: Cast) -> None:
    row, entries = stepped(cast)
    leave_site(entries[0].site, since=date(2017, 4, 1), reason="plus de salle", on=TODAY, by=BY)
    made = draw_by_lot(row, Lot(**LOT), on=DRAWN_ON, by=at(DRAWN_ON))
    assert sorted(made.order) == sorted(part.site.ticket for part in entries[1:])


def test_once_drawn_nobody_enters_nor_changes_nor_is_taken_back(cast: Cast) -> None:
    row, entries = drawn(cast)
    for place in (cast.gard, cast.tilleul):
        with pytest.raises(Refused, match="aucun site n'entre plus"):
            add_site(row, place, Arm.TRIES, since=date(2017, 6, 1), on=TODAY, by=BY)
    first = Part.objects.believed().of_site(entries[0].site).last()
    assert first is not None
    with pytest.raises(Refused, match="un site ne se retire plus"):
        take_back(first, row, reason="pour voir", by=BY)
    with pytest.raises(Refused, match="L'ordre est tiré au sort : le protocole ne se rouvre plus"):
        reopen_protocol(row, reason="une autre graine", by=BY)
    assert Protocol.objects.believed().count() == 1


def test_an_amendment_is_dated_and_the_protocol_stays(cast: Cast) -> None:
    row, _entries = drawn(cast)
    print_before = Protocol.objects.get().fingerprint
    for day, sentence in (
        (date(2017, 1, 1), "un avenant vient après"),
        (date(2019, 1, 1), "pas encore venu"),
    ):
        with pytest.raises(Refused, match=sentence):
            amend(row, text="Deux cafés.", why="La demande.", on_day=day, on=TODAY, by=BY)
    made = amend(row, text="Deux cafés.", why="La demande.", on_day=date(2017, 9, 1), on=TODAY, by=BY)
    assert (str(made), made.reason, Protocol.objects.get().fingerprint) == (
        "Deux cafés.",
        "La demande.",
        print_before,
    )
    with pytest.raises(Refused, match="pas encore arrêté"):
        amend(written(title="Autre"), text="…", why="…", on_day=TODAY, on=TODAY, by=BY)


def test_the_page_draws_the_lot_again(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    row, entries = drawn(cast)
    page = read(client, PAGE)
    ticket = Draw.objects.get().order[0]
    first = next(part.site for part in entries if part.site.ticket == ticket)
    for words in (
        "La graine du tirage au sort y est écrite : 2016, pour 2 vagues de démarrage.",
        "en 2 vagues, avec la graine 2016. Refait à l'instant, il donne le même ordre.",
        f"printf '%s' '2016:{ticket}' | sha256sum",
        f"{first} {ticket} {hashlib.sha256(f'2016:{ticket}'.encode()).hexdigest()[:12]} 1 1er juin 2017",
    ):
        assert words in page, words
    Draw.objects.update(order=list(reversed(Draw.objects.get().order)))
    reversed_page = read(client, f"{PAGE}?au=2018-05-31")
    assert "il ne donne pas le même ordre : ne vous y fiez pas" in reversed_page
    assert "L'ordre de démarrage a été tiré au sort" not in read(client, f"{PAGE}?au=2017-04-30")
    Draw.objects.update(order=[])  # drawn before orders were kept
    old = read(client, f"{PAGE}?au=2018-05-30")
    assert "avec la graine 2016." in old
    assert "Refait à l'instant" not in old
    assert not Measure.objects.exists()
    assert "Ce que l'on a vu On ne peut pas conclure. Aucun changement ne peut encore être calculé." in old
    assert "rien n'était encore mesuré" in old
    assert row.title in old


def test_what_changed_after_the_start_is_on_the_page(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2017, 2, 10))
    row = registered(design="progressif").experiment
    sign_in(client, Role.OFFICER, FRANCE, name="Zoé Blanc")
    mine = f"/tenir-les-experimentations/{row.pk}/"
    assert "Le rouvrir" in read(client, mine)
    send(client, f"{mine}rouvrir/", {"reason": "une vague de plus"})
    row.refresh_from_db()
    row.steps = 3
    row.save()
    # A seed that nobody chose is proposed.
    assert 'name="seed" value="' in client.get(f"{mine}protocole/").content.decode()
    empty = send(client, f"{mine}protocole/", {"sites_needed": "4", "seed": ""})
    assert "Écrivez un nombre." in empty.content.decode()
    send(client, f"{mine}protocole/", {"sites_needed": "4", "seed": "77"})
    assert Protocol.objects.believed().get().seed == 77
    for team in (cast.tilleul, cast.causse, cast.guillotiere):
        entered(row, team, Arm.COMPARES, since=date(2017, 2, 10))
    send(client, f"{mine}tirage/", {"first_on": "2017-04-01", "days_apart": "60"})
    page = read(client, mine)
    assert "L'ordre est tiré au sort depuis le 10 février 2017, avec la graine 77" in page
    assert "Le rouvrir" not in page
    told = {"on_day": "2017-02-10", "text": "Le café a lieu deux fois.", "why": "Trop de monde."}
    assert send(client, f"{mine}avenant/", {**told, "on_day": "2017-02-11"}).status_code == 409
    send(client, f"{mine}avenant/", told)
    assert "10 février 2017 : Le café a lieu deux fois." in read(client, mine)
    page = read(client, PAGE)
    for words in (
        "10 février 2017 : une vague de plus (a changé : vagues de démarrage, sites nécessaires et graine",
        "10 février 2017, avenant : Le café a lieu deux fois. Pourquoi : Trop de monde.",
        "1 avenant a été écrit depuis, dont 0 après la première mesure",
    ):
        assert words in page, words
