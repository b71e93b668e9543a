"""The home page: a place, three figures in sentences, the map and its list, what one may do."""

import pytest
from django.test import Client

from tests.portal.reading import read


@pytest.mark.usefixtures("cast")
def test_three_figures_are_sentences_with_their_day_source_and_records(client: Client) -> None:
    said = read(client, "/?au=2016-11-25")
    assert "3 équipes citoyennes sont reconnues, dans 3 départements." in said
    assert "5 organisations ont signé la charte." in said
    assert "1 coopération est lancée." in said
    assert "au 25 novembre 2016 · source : registre des signatures" in said
    assert "Voir les 5 fiches" in said
    assert "1 de plus en un an" in said


@pytest.mark.usefixtures("cast")
def test_a_figure_that_fell_or_stayed_says_it(client: Client) -> None:
    said = read(client, "/?au=2016-05-01")
    assert "1 de moins en un an" in said
    assert "autant qu'il y a un an" in said


@pytest.mark.usefixtures("cast")
def test_nothing_a_year_before_is_not_a_growth(client: Client) -> None:
    assert "en un an" not in read(client, "/?au=2014-02-28")


@pytest.mark.usefixtures("cast")
def test_the_first_field_of_the_page_is_the_place(client: Client) -> None:
    main = client.get("/").content.decode().split("<main")[1]
    first = min(main.find(tag) for tag in ("<input", "<button", "<a ", "<select") if tag in main)
    assert main[first:].startswith("<input")
    assert 'name="lieu"' in main[first : first + 200]
    assert 'action="/territoires/"' in main
    assert 'formaction="/creer-une-equipe/"' in main


@pytest.mark.usefixtures("cast")
def test_the_list_and_the_map_say_the_same(client: Client) -> None:
    page = client.get("/?au=2016-11-25").content.decode()
    assert "Active" in page
    assert "Gard" in page
    assert "1 coopération" not in page.split('class="map-list"')[1].split("</div>")[0]
    assert "<title>Gard (30) : active</title>" in page
    assert "<title>Nord (59) : en sommeil</title>" in page
    assert page.count('aria-current="page"') >= 1


@pytest.mark.usefixtures("cast")
def test_the_table_holds_what_the_map_shows(client: Client) -> None:
    said = read(client, "/?au=2016-11-25&vue=tableau")
    assert "30 Gard active 2" in said
    assert "59 Nord en sommeil 1" in said
    assert (
        "<svg"
        not in client.get("/?vue=tableau").content.decode().split("map-table")[1].split("</section>")[0]
    )


@pytest.mark.usefixtures("cast")
def test_tiles_show_overseas_too(client: Client) -> None:
    page = client.get("/?vue=tuiles").content.decode()
    assert "La Réunion (974) : rien de connu" in page


@pytest.mark.usefixtures("cast")
def test_links_of_the_map_are_left_to_the_mouse(client: Client) -> None:
    page = client.get("/?au=2016-11-25").content.decode()
    drawing = page.split("map-picture")[1].split("</figure>")[0]
    assert drawing.count('<a tabindex="-1"') == drawing.count("<a ") == 2


@pytest.mark.usefixtures("cast")
def test_one_may_act_in_four_ways(client: Client) -> None:
    said = read(client, "/")
    for act in ("Rejoindre une équipe", "Créer une équipe", "Rencontrer une équipe", "Signer la charte"):
        assert act in said


@pytest.mark.parametrize("address", ["/", "/?vue=tuiles", "/?vue=tableau"])
@pytest.mark.django_db
def test_an_empty_register_is_said_without_a_fault(client: Client, address: str) -> None:
    assert "0 équipe citoyenne est reconnue." in read(client, address)
