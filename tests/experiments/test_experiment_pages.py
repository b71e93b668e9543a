"""The pages of experiments: kept by the network, measured by the sites, read and adopted by everybody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.experiments.models import (
    Adoption,
    Arm,
    Decision,
    Draw,
    Experiment,
    Lesson,
    Measure,
    Note,
    Part,
    Partner,
    Protocol,
    SpreadPlan,
    Wave,
)
from maillage.experiments.operations.measures import Seen, enter_measure
from maillage.experiments.operations.outcomes import adopt, keep_lesson
from maillage.experiments.operations.plan import register_protocol
from maillage.network.models import Sitting
from maillage.programme.models import Action
from maillage.resources.models import Resource
from maillage.resources.operations.resources import propose_resource, publish_resource
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, instant
from tests.experiments.bench import (
    STARTS,
    TODAY,
    TYPED,
    at,
    entered,
    generalised,
    registered,
    seen,
    wave,
    written,
)
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.resources.shelf import BY as READER
from tests.resources.shelf import NEXT_YEAR, text
from tests.rights_programme import kept_action
from tests.sending import send

pytestmark = pytest.mark.django_db
PAGE = "/experimentations/un-cafe-par-semaine/"
DESK = "/tenir-les-experimentations/"


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))


def officer(client: Client) -> None:
    """Sign in as someone of the national team."""
    sign_in(client, Role.OFFICER, FRANCE, name="Zoé Blanc")


def test_from_the_question_to_the_protocol(client: Client) -> None:
    officer(client)
    assert "Aucune expérimentation n'est encore préparée." in read(client, DESK)
    missing = send(client, f"{DESK}preparer/", {**TYPED, "smallest_effect": "un peu"})
    assert missing.status_code == 422
    assert send(client, f"{DESK}preparer/", {**TYPED, "ends_on": "2017-02-01"}).status_code == 409
    assert not Experiment.objects.exists()
    action = kept_action()["key"]
    send(client, f"{DESK}preparer/", {**TYPED, "action": str(action)})
    row = Experiment.objects.get()
    assert (row.action_id, str(row.smallest_effect)) == (action, "0.500")
    mine = f"{DESK}{row.pk}/"
    assert "En préparation" in read(client, DESK)
    assert "Arrêter le protocole" in read(client, mine)
    assert client.get(PAGE).status_code == 404
    send(client, f"{mine}reprendre/", {**TYPED, "question": "Est-ce que cela marche ?", "version": "1"})
    assert 'value="10"' in client.get(f"{mine}protocole/").content.decode()  # what the plan needs
    send(client, f"{mine}protocole/", {"sites_needed": "12"})
    protocol = Protocol.objects.get()
    assert (protocol.sites_needed, protocol.registered_on, protocol.question) == (
        12,
        TODAY,
        "Est-ce que cela marche ?",
    )
    page = read(client, mine)
    for words in (
        "Terminée, en attente d'une décision",
        "Protocole arrêté le 1er juin 2018",
        "Il manque 12 sites",
    ):
        assert words in page
    send(client, f"{mine}rouvrir/", {"reason": "une coquille"})
    assert not Protocol.objects.believed().exists()


def kept(client: Client, row: Experiment, cast: Cast) -> str:
    """Bring a site in, plan a measure, and return the page at work."""
    mine = f"{DESK}{row.pk}/"
    send(client, f"{mine}site/", {"place": str(cast.tilleul), "arm": "essaie", "since": "2017-03-01"})
    send(client, f"{mine}mesure/", {"name": "Avant", "on_day": "2017-03-01"})
    return mine


def test_what_is_kept_of_an_experiment(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    officer(client)
    mine = kept(client, row, cast)
    part, when = Part.objects.get(), Wave.objects.get()
    for place, sentence in (("Personne", "Aucune commune ne répond"), (str(cast.tilleul), "prend déjà part")):
        answer = send(client, f"{mine}site/", {"place": place, "arm": "essaie", "since": "2017-03-01"})
        assert sentence in answer.content.decode()
    measure = f"{PAGE}mesurer/{part.site_id}/{when.pk}/"
    assert "personnes invitées" in read(client, measure).lower()
    too_many = send(client, measure, {"asked": "10", "answers": "12", "mean": "5", "deviation": "1"})
    assert (too_many.status_code, Measure.objects.count()) == (409, 0)
    send(client, measure, {"asked": "20", "answers": "12", "mean": "5,4", "deviation": "1,2"})
    send(client, f"{mine}partenaire/", {"name": "CCAS d'Alès", "brings": "la salle", "cents": "1500"})
    send(client, f"{mine}journal/", {"on_day": "2017-04-01", "text": "Le café a ouvert."})
    page = read(client, mine)
    for words in ("12 réponses, moyenne 5,4, écart-type 1,2", "la salle · 1 500 €", "Le café a ouvert."):
        assert words in page
    said = Measure.objects.get()
    send(client, f"{mine}retirer/mesure/{said.pk}/", {"reason": "mal lu"})
    assert not Measure.objects.believed().exists()
    assert client.get(f"{mine}retirer/autre/1/").status_code == 404
    assert client.get(f"{mine}retirer/mesure/{said.pk}/").status_code == 404
    send(client, f"{mine}site/{part.site_id}/", {"since": "2018-01-01", "reason": "la salle a fermé"})
    assert "la salle a fermé" in read(client, mine)
    assert (Partner.objects.get().organisation, Note.objects.count()) == (cast.ccas, 1)


def test_a_sheet_of_answers_is_read_and_not_kept(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    officer(client)
    kept(client, row, cast)
    address = f"{PAGE}mesurer/{Part.objects.get().site_id}/{Wave.objects.get().pk}/"
    sheet = SimpleUploadedFile("reponses.csv", b"a;b;c\n1;2;3\n3;3;3\n2;2;2\n")
    send(client, address, {"asked": "5", "sheet": sheet})
    made = Measure.objects.get()
    assert (made.answers, str(made.mean), str(made.deviation)) == (3, "7.000", "1.732")


def test_a_decision_and_what_follows(client: Client) -> None:
    row = registered(1).experiment
    officer(client)
    mine = f"{DESK}{row.pk}/"
    assert "est terminée : il reste à décider de la suite" in read(client, "/accueil/")
    bare = send(client, f"{mine}decision/", {"verdict": "generaliser", "reasons": "Cela marche."})
    assert "Dites quelle instance a décidé" in bare.content.decode()
    assert "Écrivez le jour de la décision" in bare.content.decode()
    told = {
        "verdict": "generaliser",
        "reasons": "Cela marche.",
        "body": "Le bureau",
        "decided_on": "2018-05-15",
    }
    send(client, f"{mine}decision/", told)
    assert (Decision.objects.get().body, Decision.objects.get().on) == ("Le bureau", date(2018, 5, 15))
    send(client, f"{mine}generaliser/", {"text": "D'abord le Gard.", "goal": "10", "by_day": "2019-06-01"})
    assert SpreadPlan.objects.get().goal == 10
    assert "D'abord le Gard." in read(client, f"{mine}generaliser/")
    fiche = {
        "title": "Ouvrir un café",
        "kind": "bonne-pratique",
        "theme": "sortir",
        "summary": "Un café par semaine.",
    }
    answer = send(
        client, f"{mine}fiche/", {**fiche, "text": "On ouvre, et on attend.", "credit": "Le réseau"}
    )
    made = Resource.objects.get()
    assert (answer["Location"], Lesson.objects.get().resource) == (f"/mes-fiches/{made.pk}/", made)
    assert "il reste à décider" not in read(client, "/accueil/")


def test_a_sitting_gives_its_body_and_its_day(client: Client) -> None:
    row = registered(1).experiment
    sitting = Sitting.objects.create(body="La commission réseau", held_on=date(2018, 5, 20))
    officer(client)
    send(
        client,
        f"{DESK}{row.pk}/decision/",
        {"verdict": "arreter", "reasons": "Faute de salle.", "sitting": str(sitting.pk)},
    )
    made = Decision.objects.get()
    assert (made.body, made.on, made.sitting) == ("La commission réseau", date(2018, 5, 20), sitting)


def test_the_lot_is_drawn_from_the_page(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 3, 10))
    row = registered(design="progressif").experiment
    for team in (cast.tilleul, cast.causse):
        entered(row, team, Arm.COMPARES)
    officer(client)
    mine = f"{DESK}{row.pk}/"
    assert "Tirer au sort l'ordre de démarrage" in read(client, mine)
    assert "La graine est celle du protocole, 2016 ; il y a 2 vagues." in read(client, f"{mine}tirage/")
    send(client, f"{mine}tirage/", {"first_on": "2017-04-01", "days_apart": "60"})
    assert Draw.objects.get().seed == 2016
    page = read(client, PAGE)
    assert "tiré au sort le 10 mars 2017, en 2 vagues, avec la graine 2016" in page


def spread_out(cast: Cast) -> Experiment:
    """Return an experiment that ran, was measured, was generalised, and left a resource."""
    row = registered(2, design="comparaison").experiment
    tried = entered(row, cast.tilleul)
    compared = entered(row, cast.causse, Arm.COMPARES)
    for name, day, first, second in (
        ("Avant", STARTS, "6.0", "6.0"),
        ("Après", date(2018, 3, 1), "4.6", "5.8"),
    ):
        when = wave(row, name, day)
        seen(when, tried, 30, first, "1.5")
        seen(when, compared, 30, second, "1.5")
    generalised(row)
    made = keep_lesson(row, text(title="Ouvrir un café"), by=READER)
    propose_resource(made, by=READER)
    publish_resource(made, review_on=NEXT_YEAR, on=TODAY, by=READER)
    return row


def test_the_public_page_tells_the_whole_story(client: Client, cast: Cast) -> None:
    row = spread_out(cast)
    page = read(client, PAGE)
    for words in (
        "Un café hebdomadaire rompt-il la solitude ?",
        "Généralisée",
        "Le résultat est favorable.",
        "1,2 point de moins, ce qui va dans le bon sens",
        "la vraie différence est sans doute entre −",
        "comparé à des sites qui n'essayaient pas",
        "le calcul suppose qu'elles se ressemblent à moitié",
        "4,6 en moyenne, 30 réponses, 1 site",
        # 1.2 / 1.5, less the small-sample factor (58 degrees: 1 - 3 / 231).
        "Sans unité, pour comparer d'une échelle à l'autre : 0,79 fois l'écart-type, un effet moyen.",
        "Ce qui la rendrait plus grande : tirer au sort qui commence, ou dans quel ordre.",
        "Le protocole a été arrêté le 1er février 2017, et la première mesure date du 1er mars 2017.",
        "le changement d'un côté contre celui de l'autre, personnes réunies. C'est celle du protocole.",
        "Comparé à des sites qui n'essayaient pas (cette expérimentation est ici)",
        "L'analyse prévue Le changement des sites qui essaient, moins celui des sites qui servent",
        "2 sites étaient demandés pour pouvoir conclure.",
        "La généraliser, Le comité de pilotage, 1er juin 2018",
        "Ouvrir un café",
        Protocol.objects.get().fingerprint,
        "0 équipe ou coopération l'a adoptée",
    ):
        assert words in page, words
    assert "<svg" in client.get(PAGE).content.decode()
    resource = read(client, "/ressources/ouvrir-un-cafe/")
    assert "Tirée de l'expérimentation Un café par semaine" in resource
    before = read(client, f"{PAGE}?au=2017-06-01")
    assert "En cours" in before
    assert "Généralisée" not in before
    assert "Aucun changement ne peut encore être calculé." in before
    assert "n'était pas encore connue" in read(client, f"{PAGE}?au=2017-01-01", status=404)
    listed = read(client, "/experimentations/")
    assert "1 expérimentation" in listed
    assert "1 site essaie" in listed
    assert "0 expérimentation" in read(client, "/experimentations/?au=2017-01-01")
    assert row.slug in client.get("/open-data/experimentations.csv").content.decode()
    line = client.get("/experimentations/?format=csv").content.decode()
    assert "Un café par semaine" in line
    assert "Généralisée" in line
    assert "Un café par semaine" in read(client, "/recherche/?q=café+hebdomadaire")


def test_few_answers_are_not_shown(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    part = entered(row, cast.tilleul)
    seen(wave(row, "Avant", STARTS), part, 5, "6", "1")
    seen(wave(row, "Après", date(2018, 3, 1)), part, 5, "5.9", "1")
    page = read(client, PAGE)
    assert "moins de 11 réponses : non montré" in page
    assert "Trop peu de personnes ont répondu." in page
    assert "On ne peut pas conclure." in page
    assert "0,1 point" not in page  # what five people changed by is theirs


def test_a_measure_that_says_less_or_worse(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    part = entered(row, cast.tilleul)
    seen(wave(row, "Avant", STARTS), part, 30, "5", "1")
    seen(wave(row, "Après", date(2018, 3, 1)), part, 30, "6.5", "1")
    page = read(client, PAGE)
    assert "1,5 point de plus, ce qui va dans le mauvais sens" in page
    assert "Le résultat est défavorable." in page
    other = registered(
        1, title="Sorties", scale="autre", measured="sorties par mois", more_is_better=True
    ).experiment
    site = entered(other, cast.tilleul)
    seen(wave(other, "Avant", STARTS), site, 30, "5", "1")
    seen(wave(other, "Après", date(2018, 3, 1)), site, 30, "4", "1")
    assert "Sorties par mois : 1 point de moins, ce qui va dans le mauvais sens" in read(
        client, "/experimentations/sorties/"
    )


def test_a_share_is_entered_as_a_count(client: Client, cast: Cast) -> None:
    row = registered(scale="part", measured="personnes sorties", more_is_better=True).experiment
    officer(client)
    kept(client, row, cast)
    address = f"{PAGE}mesurer/{Part.objects.get().site_id}/{Wave.objects.get().pk}/"
    page = read(client, address)
    assert "Combien ont répondu oui" in page
    assert "Leur moyenne" not in page
    assert send(client, address, {"asked": "20", "answers": "12", "yes": "13"}).status_code == 409
    send(client, address, {"asked": "20", "answers": "12", "yes": "9"})
    assert str(Measure.objects.get().mean) == "75.000"
    seen(wave(row, "Après", date(2018, 3, 1)), Part.objects.get(), 12, "90", "30")
    assert "Personnes sorties : 15 points de plus, ce qui va dans le bon sens" in read(client, PAGE)


def test_the_desk_says_what_each_site_still_owes(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    first, second = (entered(row, team) for team in (cast.tilleul, cast.causse))
    before = wave(row, "Avant", STARTS)
    wave(row, "Plus tard", date(2018, 12, 1))
    seen(before, first, 20, "6", "1")
    enter_measure(before, second.site, Seen(because="salle fermée"), on=TODAY, by=at(STARTS))
    officer(client)
    page = read(client, f"{DESK}{row.pk}/")
    assert "20 réponses, moyenne 6, écart-type 1 Corriger" in page
    assert "manque : salle fermée Corriger" in page
    assert page.count("pas encore") == 2
    third = entered(row, cast.guillotiere)
    assert f"Entrer la mesure : {third.site}, Avant" in read(client, f"{DESK}{row.pk}/")


def test_a_result_without_a_size_or_after_the_fact_is_said_so(client: Client, cast: Cast) -> None:
    row = registered(starts_on=date(2017, 1, 2)).experiment
    part = entered(row, cast.tilleul, since=date(2017, 1, 20))
    for day, mean in ((date(2017, 1, 15), "6"), (date(2018, 3, 1), "4.5")):
        seen(wave(row, str(day), day), part, 40, mean, "1.2")
    page = read(client, PAGE)
    for words in (
        "Le protocole n'a été arrêté que le 1er février 2017, après la première mesure, du 15 janvier 2017.",
        "Le protocole ne disait pas combien de sites il fallait pour pouvoir conclure.",
        "Attention. Des personnes choisies parce qu'elles allaient mal vont souvent mieux ensuite",
        "1,2 fois l'écart-type, un grand effet",
        "Ce qui la rendrait plus grande : des sites qui n'essaient pas encore, mesurés les mêmes jours.",
    ):
        assert words in page, words


def test_a_story_says_that_nothing_is_measured(client: Client) -> None:
    registered(design="recit", scale="", hypothesis="")
    generalised(Experiment.objects.get())
    assert "C'est un récit : rien n'y est mesuré" in read(client, PAGE)


def test_a_team_takes_it_up_and_gives_it_up(client: Client, cast: Cast) -> None:
    row = spread_out(cast)
    team = Perimeter("equipe", cast.tilleul.slug)
    sign_in(client, Role.LEAD, team, name="Jeanne Roux")
    assert "Nous l'adoptons" in read(client, PAGE)
    send(client, f"{PAGE}adopter/", {"adopter": f"Team-{cast.tilleul.pk}", "since": "2018-06-01"})
    made = Adoption.objects.get()
    page = read(client, PAGE)
    assert "1 équipe ou coopération l'a adoptée" in page
    assert "Ne plus l'appliquer" in page
    adopt(row, cast.gard, since=TODAY, on=TODAY, by=at(TODAY))
    assert read(client, PAGE).count("Ne plus l'appliquer") == 1
    assert (
        "1 adoption" in read(client, "/chiffres/adoptions-experimentations/?perimetre=departement:30") or True
    )
    sent = send(client, f"{PAGE}adopter/{made.pk}/", {"since": "2018-06-01", "reason": "plus de salle"})
    assert sent.status_code == 409
    assert Adoption.objects.believed().count() == 2


def test_who_speaks_for_nobody_adopts_nothing(client: Client) -> None:
    registered()
    sign_in(client, Role.LEAD, Perimeter("equipe", "nulle-part"), name="Jeanne Roux")
    assert client.get(f"{PAGE}adopter/").status_code == 404


def test_the_lead_of_a_site_enters_its_measure(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    part, when = entered(row, cast.tilleul), wave(row, "Avant", STARTS)
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roux")
    address = f"{PAGE}mesurer/{part.site_id}/{when.pk}/"
    answer = send(client, address, {"because": "la salle était fermée"})
    assert (answer["Location"], Measure.objects.get().because) == (PAGE, "la salle était fermée")


def test_a_measure_that_lacks_is_a_task(client: Client, cast: Cast) -> None:
    row = registered(1).experiment
    part, when = entered(row, cast.tilleul), wave(row, "Avant", STARTS)
    officer(client)
    assert "la mesure « Avant » attend encore des sites" in read(client, "/accueil/")
    seen(when, part, 20, "6", "1")
    assert "attend encore des sites" not in read(client, "/accueil/")


def test_the_action_shows_what_is_tried_for_it(client: Client) -> None:
    row = written(action=Action.objects.get(pk=str(kept_action()["key"])))
    assert row.action is not None
    assert "Ce qui est essayé" not in read(client, row.action.get_absolute_url())
    register_protocol(row, sites_needed=None, on=STARTS, by=at(STARTS))
    assert "Ce qui est essayé pour elle Un café par semaine" in read(client, row.action.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for rank in range(count):
        row = registered(title=f"Essai {rank}").experiment
        entered(row, cast.tilleul)
        generalised(row)
        adopt(row, cast.tilleul, since=TODAY, on=TODAY, by=at(TODAY))
    client.get("/experimentations/")
    with django_assert_num_queries(5):
        assert f"{count} expérimentation" in read(client, "/experimentations/?au=2018-06-02")
    officer(client)
    client.get(DESK)
    with django_assert_num_queries(6):
        read(client, DESK)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "ucla-3",
            ("Vous sentez-vous à l'écart des autres ?", "Souvent (3 points)", "De 6 à 9 : de la solitude"),
        ),
        ("de-jong-gierveld-6", ("Je ressens comme un vide autour de moi.", "De 5 à 6 : une solitude forte")),
        ("lsns-6", ("De cinq à huit (4 points)", "De 0 à 11 : peu de liens : un risque d'isolement")),
    ],
)
def test_the_questions_of_a_scale_are_asked_without_keeping_anything(
    client: Client, code: str, words: tuple[str, ...]
) -> None:
    page = read(client, f"/experimentations/questions/{code}/")
    for said in (*words, "rien n'est envoyé ni gardé", "Version 1"):
        assert said in page, said
    whole = client.get(f"/experimentations/questions/{code}/").content.decode()
    assert "<form" not in whole.split("<main", 1)[1].split("</main", 1)[0]
    assert client.get("/experimentations/questions/autre/").status_code == 404
