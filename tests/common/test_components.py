"""What the components print, and the pages that every site needs: seen by a person, word for word."""

import datetime as dt
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.html import strip_tags
from django.utils.translation import override

from maillage.common import navigation
from maillage.common.components import Crumb, Download, Item, Key, Mark, Step, Tab
from maillage.common.facts import Precision

pytestmark = pytest.mark.urls("tests.common.urls")
DAY = dt.date(2016, 11, 25)


def tidy(html: str) -> str:
    """Make spaces and line ends one, and none before the end of a tag; fixed spaces stay."""
    return re.sub(r"[ \n]+(>?)", lambda found: found[1] or " ", html)


def printed(source: str, **values: object) -> str:
    """Return what a template prints, its spaces and line ends made one."""
    return tidy(Template(source).render(Context(values)))


def seen(html: str) -> str:
    """Return the words of a page, in one line, fixed spaces made plain."""
    return re.sub(r"\s+", " ", strip_tags(html)).strip()


def test_a_figure_is_a_sentence_with_its_date_source_definition_and_records() -> None:
    html = printed(
        "{% figure_card '297 organisations ont signé.' figure='297' change='94 de plus' as_of=day "
        "source='registre' records_url='/s/' records=297 definition_url='/d/' %}",
        day=DAY,
    )
    assert seen(html) == (
        "297 organisations ont signé. 94 de plus au 25 novembre 2016 · source : registre "
        "Voir les 297 fiches Définition"
    )
    assert "<strong>297</strong>" in html
    assert 'href="/s/"' in html
    assert 'href="/d/"' in html


@pytest.mark.parametrize(
    ("records", "words"), [(None, "Voir les fiches"), (1, "Voir la fiche"), (2, "Voir les 2 fiches")]
)
def test_the_link_to_the_records_agrees(records: int | None, words: str) -> None:
    html = printed("{% figure_card 'Rien.' records_url='/s/' records=n %}", n=records)
    assert seen(html) == f"Rien. {words}"


def test_an_unknown_figure_says_why_and_no_nought() -> None:
    html = printed("{% figure_card 'Visites en 2016' because='aucun relevé n’est arrivé' %}")
    assert seen(html) == "Visites en 2016 Inconnu, parce qu&#x27;aucun relevé n’est arrivé."
    assert "0 " not in seen(html)


def test_a_figure_that_is_not_in_its_sentence_leaves_the_sentence_whole() -> None:
    assert seen(printed("{% figure_card 'Onze équipes.' figure='11' %}")) == "Onze équipes."


def test_what_people_wrote_is_text_never_markup() -> None:
    html = printed(
        "{% figure_card words %}{% notice title=words %}{{ words }}{% endnotice %}", words="<b>a</b>"
    )
    assert "<b>" not in html


def test_a_track_tells_each_stage_its_date_and_what_is_missing() -> None:
    steps = [
        Step(label="Contact", reached_on=dt.date(2014, 1, 1), precision=Precision.MONTH, reached=True),
        Step(label="Amorce", reached=True, current=True),
        Step(label="Structuration"),
    ]
    html = printed(
        "{% stage_track steps label='Étapes' missing='Un document.' next_label='Structuration' %}",
        steps=steps,
    )
    assert seen(html) == (
        "Contact janvier 2014 Amorce date inconnue Structuration à venir "
        "Pour l'étape « Structuration » Un document."
    )
    assert html.count('aria-current="step"') == 1
    assert html.count("is-reached") == 2


def test_a_track_with_nothing_missing_says_nothing_more() -> None:
    assert seen(
        printed("{% stage_track steps %}", steps=[Step(label="Active", reached_on=DAY, reached=True)])
    ) == ("Active 25 novembre 2016")
    assert "Pour l'étape suivante Un avis." in seen(
        printed("{% stage_track steps missing='Un avis.' %}", steps=[])
    )


def test_the_choice_of_a_day_works_by_field_and_by_marked_dates_and_keeps_the_rest() -> None:
    html = printed(
        "{% date_form day marks=marks first=first last=day keep=keep today_url='?vue=carte' %}",
        day=DAY,
        first=dt.date(2014, 1, 1),
        marks=[Mark(on=dt.date(2014, 1, 31), label="première plénière"), Mark(on=DAY)],
        keep=[("vue", "carte")],
    )
    assert '<input type="hidden" name="vue" value="carte">' in html
    assert re.search(
        r'<input type="date"[^>]*value="2016-11-25"[^>]*min="2014-01-01"[^>]*max="2016-11-25"', html
    )
    assert re.search(r'<button type="submit" name="au" value="2014-01-31"', html)
    assert re.search(r'value="2016-11-25" class="chip" aria-current="date"', html)
    assert re.search(r"<div class=\"date-slider\"[^>]* hidden>", html), "the slider waits for its script"
    assert 'href="?vue=carte"' in html
    assert "31 janvier 2014première plénière" in seen(html)


def test_without_bounds_there_is_no_slider() -> None:
    assert "date-slider" not in printed("{% date_form day %}", day=DAY)


def test_tabs_and_crumbs_mark_where_one_is() -> None:
    views = [Tab(label="Carte", url="?v=carte", current=True), Tab(label="Tuiles", url="?v=tuiles")]
    assert printed("{% tabs views label='Vues' %}", views=views).count('aria-current="page"') == 1
    crumbs = [Crumb(label="Accueil", url="/"), Crumb(label="Gard")]
    html = printed("{% breadcrumb crumbs %}", crumbs=crumbs)
    assert '<span aria-current="page">Gard</span>' in html
    assert '<a href="/">Accueil</a>' in html


@pytest.mark.parametrize(
    ("number", "query", "links"),
    [
        (1, "", ["?page=2"]),
        (2, "vue=a", ["?vue=a&amp;page=1", "?vue=a&amp;page=3"]),
        (3, "", ["?page=2"]),
    ],
)
def test_pages_of_a_list(number: int, query: str, links: list[str]) -> None:
    html = printed("{% pagination page query=q %}", page=Paginator(range(50), 20).page(number), q=query)
    assert re.findall(r'href="([^"]*)"', html) == links
    assert f"Page {number} sur 3" in seen(html)
    assert "sur 50)" in seen(html)


def test_a_list_of_one_page_needs_no_way_to_others() -> None:
    assert printed("{% pagination page %}", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_definitions_say_why_a_value_is_unknown() -> None:
    items = [
        Item(term="Commune", value="Alès", url="/ales/"),
        Item(term="Bénévoles", because="personne ne l’a dit"),
        Item(term="Équipes", value="0"),
    ]
    html = printed("{% definitions items %}", items=items)
    assert seen(html) == "Commune Alès Bénévoles inconnu, parce que personne ne l’a dit Équipes 0"
    assert '<a href="/ales/">Alès</a>' in html


def test_a_legend_shows_a_count_of_nought_but_not_a_missing_one() -> None:
    keys = [Key(css="stage-1", label="Contact", count=0), Key(css="stage-2", label="Amorce")]
    assert seen(printed("{% legend keys label='Étapes' %}", keys=keys)) == "Contact 0 Amorce"


def test_an_empty_state_gives_one_thing_to_do() -> None:
    html = printed("{% empty_state 'Les équipes seront ici.' action='Créer la première' url='/creer/' %}")
    assert seen(html) == "Les équipes seront ici. Créer la première"
    assert html.count("<a ") == 1
    assert "<a " not in printed("{% empty_state 'Rien encore.' %}")


def test_documents_to_take_away() -> None:
    html = printed(
        "{% downloads files label='Emporter' %}", files=[Download(label="Excel", url="?f=xlsx", size="18 ko")]
    )
    assert seen(html) == "Emporter Excel 18 ko"


def test_a_table_has_a_caption_and_can_be_scrolled_by_keyboard() -> None:
    html = printed(
        "{% data_table caption='Équipes' note='Au 1er mars.' %}<tr><td>x</td></tr>{% enddata_table %}"
    )
    assert "<caption><span>Équipes</span></caption>" in html
    assert 'role="region" aria-label="Équipes" tabindex="0"' in html
    assert seen(html) == "Équipes x Au 1er mars."


def test_a_map_comes_with_its_title_views_and_note() -> None:
    html = printed(
        "{% map_block title='Carte' entries=views note='Source.' %}<p>liste</p>{% endmap_block %}",
        views=[Tab(label="Tuiles", url="?v=tuiles")],
    )
    assert seen(html) == "Carte Tuiles liste Source."
    assert "<nav" not in printed("{% map_block title='Carte' %}x{% endmap_block %}")


def test_a_refusal_is_announced_and_a_remark_is_not() -> None:
    assert 'role="alert"' in printed("{% notice kind='error' %}Non.{% endnotice %}")
    assert "alert" not in printed("{% notice %}Bon.{% endnotice %}")


def test_the_place_field_finds_or_creates_without_a_script() -> None:
    html = printed("{% place_search '/equipes/' create_url='/creer/' value='Alès' autofocus=True %}")
    assert seen(html) == "Votre commune ou code postal Trouver une équipe En créer une"
    assert 'action="/equipes/"' in html
    assert 'formaction="/creer/"' in html
    assert 'value="Alès"' in html
    assert " autofocus" in html
    assert "hx-get" not in html


def test_the_place_field_proposes_places_and_says_what_is_wrong() -> None:
    html = printed("{% place_search '/e/' suggestions_url='/lieux/' error='Aucune commune de ce nom.' %}")
    assert 'hx-get="/lieux/"' in html
    assert 'aria-describedby="lieu-error"' in html
    assert "Aucune commune de ce nom." in seen(html)


class Sample(forms.Form):
    """Hold one field of each shape."""

    name = forms.CharField(label="Nom", help_text="Le vôtre.")
    kind = forms.ChoiceField(label="Genre", choices=[("a", "A")], widget=forms.RadioSelect)
    note = forms.CharField(label="Mot", required=False)
    agreed = forms.BooleanField(label="D'accord", help_text="Avec la charte.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        """Refuse the whole."""
        raise forms.ValidationError("Rien ne va.")


def test_the_error_summary_leads_to_each_field() -> None:
    html = printed("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=Sample({}))
    summary = html.split("</section>")[0]
    assert "Rien ne va." in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_name", "id_kind", "id_agreed"]
    for target in targets:
        assert f'id="{target}"' in html
    assert "Nom : Ce champ est obligatoire." in seen(summary)


def test_a_form_without_errors_has_no_summary() -> None:
    assert printed("{% error_summary form %}", form=Sample()).strip() == ""


def test_a_field_reads_label_hint_error_control() -> None:
    form = Sample({})
    html = printed("{% field f %}", f=form["name"])
    places = [html.index(part) for part in ("<label", "Le vôtre.", "errorlist", "<input")]
    assert places == sorted(places)
    described = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html)
    assert described is not None
    assert all(f'id="{name}"' in html for name in described[1].split())


def test_a_field_says_what_may_be_left_out() -> None:
    assert "(facultatif)" in printed("{% field f %}", f=Sample()["note"])
    assert "(facultatif)" not in printed("{% field f %}", f=Sample()["name"])


def test_choices_are_grouped_boxes_carry_their_words_and_hidden_fields_stay_bare() -> None:
    assert "<fieldset" in printed("{% field f %}", f=Sample()["kind"])
    box = printed("{% field f %}", f=Sample()["agreed"])
    assert re.search(r"<label[^>]*><input[^>]*><span>D&#x27;accord</span></label>", box)
    assert "Avec la charte." in box
    assert printed("{% field f %}", f=Sample()["token"]).strip().startswith("<input")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 1204|number }}", "1 204"),
        ("{{ 3.14159|number:2 }}", "3,14"),
        ("{{ 0.67|percent }}", "67 %"),
        ("{{ day|day }}", "25 novembre 2016"),
        ("{{ day|day:'mois' }}", "novembre 2016"),
        ("{{ day|short_day }}", "25/11/2016"),
        ("{{ 0|counted:'équipe,équipes' }}", "0 équipe"),
        ("{{ 2|plural:'équipe,équipes' }}", "équipes"),
        ("{{ none|counted:'équipe,équipes' }}", "inconnu"),
        ("{{ 'Ardèche'|elide:'de' }}", "d&#x27;Ardèche"),
        ("{{ 'Bonjour !'|typo }}", "Bonjour !"),
        ("{{ '<b>!'|typo }}", "&lt;b&gt; !"),
        ("{{ words|listing }}", "a et b"),
        ("{{ '0199001234'|telephone }}", "01 99 00 12 34"),
    ],
)
def test_filters_write_as_the_formats_do(source: str, words: str) -> None:
    text = printed(source, day=DAY, none=None, words=["a", "b"])
    assert text.replace("\u00a0", " ").replace("\u202f", " ") == words


def test_the_menu_marks_the_page_and_what_is_under_it() -> None:
    current = {link.label: link.current for link in navigation.links("/teams/42/")}
    assert [label for label, here in current.items() if here] == ["Équipes"]
    assert [link.label for link in navigation.links("/") if link.current] == ["Accueil"]
    assert not any(link.current for link in navigation.links(""))
    assert navigation.links("/", entries=()) == []


def test_the_menu_can_be_printed_without_a_request() -> None:
    assert "Coopérations" in printed("{% main_menu %}")
    request = RequestFactory().get("/bilan/")
    assert re.search(
        r'aria-current="page">Bilan', Template("{% main_menu %}").render(Context({"request": request}))
    )


def test_every_page_has_a_skip_link_one_title_the_telephone_and_no_cookie(client: Client) -> None:
    response = client.get("/composants/")
    html = tidy(response.content.decode())
    assert re.search(r'<body>\s*<a class="skip" href="#contenu">', html)
    assert len(re.findall("<h1", html)) == 1
    assert html.count('href="tel:+33199001234"') >= 2
    assert '<html lang="fr">' in html
    assert not response.cookies


def test_pages_hold_no_inline_style_or_script(client: Client) -> None:
    html = tidy(client.get("/composants/").content.decode())
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html)
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []


def test_an_english_page_says_so(client: Client) -> None:
    with override("en"):
        html = client.get("/composants/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en">' in html
    assert "25\u00a0November 2016" in html


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nulle-part/", 404, "Cette page n'est pas ici."),
        ("/interdit/", 403, "Cette page est réservée."),
        ("/casse/", 500, "Quelque chose s'est cassé chez nous."),
    ],
)
def test_errors_are_kind_and_give_the_telephone(path: str, status: int, words: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    html = tidy(response.content.decode())
    assert response.status_code == status
    assert words in html
    assert "01 99 00 12 34" in seen(html)
    assert 'href="tel:+33199001234"' in html


def test_a_form_sent_too_late_gets_words_too() -> None:
    response = Client(enforce_csrf_checks=True).post("/composants/")
    assert response.status_code == 403
    assert "la page est restée ouverte trop longtemps" in response.content.decode()
