"""A bilan as a page: the same figures, a table under each image, nothing that the security policy forbids."""

import re
from html.parser import HTMLParser

from maillage.bilan.renderers import html
from tests.bilan.sample import HOSTILE, hostile, sample


class Page(HTMLParser):
    """Gather what a page holds."""

    def __init__(self, content: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(" ".join(data.split()))


def test_the_page_says_each_figure_with_its_definition_its_source_and_its_dates() -> None:
    said = " ".join(Page(html.render_body(sample())).texts)
    assert "33 coopérations lancées" in said
    assert "Publié : 33, écart 0." in said
    assert "Publié par : présentation de la plénière, novembre 2016" in said
    assert "Nombre de coopérations lancées dont l'étape est en vigueur" in said
    assert "Parce qu'aucun relevé de cette année n'est arrivé." in said
    assert "Au 31 octobre 2016, tel que connu le 25 novembre 2016." in said


def test_a_gap_is_told_apart_and_its_absence_is_not() -> None:
    classes = [
        value for _, name, value in Page(html.render_body(sample())).attributes if name == "class" and value
    ]
    assert classes.count("bilan-small bilan-apart") == 1


def test_online_each_figure_is_a_door_to_its_records() -> None:
    online = Page(html.render_body(sample(), kept=[("perimetre", "departement:30")]))
    doors = [value for tag, name, value in online.attributes if (tag, name) == ("a", "href")]
    assert "/chiffres/signataires/fiches/?au=2016-10-31&perimetre=departement%3A30" in doors
    assert not any("cooperations-locales/" in (door or "") for door in doors)  # nobody knows it
    assert "a" not in Page(html.render_body(sample())).tags


def test_each_chart_and_map_has_its_table_and_its_name() -> None:
    page = Page(html.render_body(sample()))
    assert page.tags.count("svg") == 9
    assert page.tags.count("table") == 10
    names = [value for tag, name, value in page.attributes if tag == "svg" and name == "aria-label"]
    assert "Carte de France des coopérations par département en décembre 2014, en six étapes." in names
    assert page.tags.count("h1") == 1


def test_the_page_has_no_inline_style_no_script_and_asks_for_nothing_outside() -> None:
    page = Page(html.render_body(sample()))
    assert not {"script", "style", "link", "img", "iframe"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name == "style" or name.startswith("on")]


def test_anchors_are_unique() -> None:
    ids = re.findall(r' id="([a-z][^"]*-titre)"', html.render_body(sample()))
    assert len(ids) == len(set(ids)) == 13


def test_the_file_stands_alone() -> None:
    content = html.render(sample()).decode()
    page = Page(content)
    assert content.startswith("<!DOCTYPE html>")
    assert ("html", "lang", "fr") in page.attributes
    assert "@font-face" in content
    assert ".bilan-cover" in content
    assert not re.search(r'(?:src|href)="?https?:', content)


def test_hostile_words_are_shown_and_never_run() -> None:
    content = html.render(hostile(HOSTILE + "\x00")).decode()
    page = Page(content)
    assert "script" not in page.tags
    assert "49" not in page.texts
    assert any(" ".join(HOSTILE.split()) in text for text in page.texts)
    assert "\x00" not in content
