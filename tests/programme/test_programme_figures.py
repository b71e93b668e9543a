"""Pledges and agreements as figures, in the open data, and in the slides of the programme."""

from dataclasses import replace

import pytest
from django.test import Client

from maillage.bilan.compose import compose
from maillage.bilan.document import Columns, KeyFigures
from maillage.indicators.measure import Measure, measure
from maillage.network.models import Organisation
from maillage.programme.models import Action, Outcome, State
from maillage.programme.operations.course import Conduct, lead_action, say_state
from maillage.programme.operations.pledges import Promise, pledge, say_outcome, take_back_pledge
from maillage.programme.operations.policies import PolicyText, Terms, agree, write_policy
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import date
from tests.programme.plan import BY, TODAY, later, programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SINCE, KNOWN = date(2017, 1, 1), later(date(2018, 6, 3)).at


def told() -> Action:
    """Write three pledges, of which two have an outcome, and three agreements about a policy."""
    [action] = programme(2017, "Essayer")
    owner = Organisation.objects.order_by("pk").first()
    assert owner is not None
    rows = [
        pledge(
            owner,
            Promise(what=f"Salle {rank}", kind=kind, started_on=SINCE, action=action),
            on=TODAY,
            by=BY,
        )
        for rank, kind in enumerate(("nature", "nature", "humain"))
    ]
    for row, outcome, words in ((rows[0], Outcome.KEPT, ""), (rows[1], Outcome.NOT_KEPT, "Travaux.")):
        say_outcome(row, outcome, seen_on=date(2018, 1, 1), words=words, on=TODAY, by=BY)
    text = PolicyText(name="Plan canicule", kind="plan-canicule", text="Chaque été.", since=date(2004, 5, 5))
    policy = write_policy(text, by=BY)
    terms = Terms(perimeter=FRANCE, started_on=SINCE, parties="L'État")
    for place in (FRANCE, Perimeter("departement", "30"), Perimeter("commune", "30189")):
        agree(policy, replace(terms, perimeter=place), on=TODAY, by=BY)
    say_state(action, State.RUNNING, since=SINCE, on=TODAY, by=BY)
    lead_action(action, Conduct(pilot="La commission"), since=SINCE, on=TODAY, by=BY)
    return action


def ask(code: str, by: str = "") -> Measure:
    """Measure a figure in June 2018."""
    return measure(code, as_of=TODAY, known_at=KNOWN, by=by)


def parts(found: Measure) -> dict[str, int]:
    """Return the parts of a figure that hold something."""
    return {part.label: part.value for part in found.parts if part.value}


def test_pledges_and_agreements_are_counted() -> None:
    action = told()
    pledges = ask("engagements")
    assert (pledges.value, parts(pledges)) == (
        3,
        {"du temps et des compétences": 1, "des locaux, du matériel, des services": 2},
    )
    kept = ask("engagements-tenus")
    assert (kept.value, kept.numerator, kept.denominator) == (50, 1, 2)
    agreements = ask("conventions")
    assert (agreements.value, parts(agreements)) == (3, {"Plan canicule": 3})
    assert parts(ask("conventions", by="departement")) == {"Gard": 2, "sans territoire": 1}
    assert measure("engagements-tenus", as_of=SINCE, known_at=KNOWN).value is None
    take_back_pledge(
        action.pledges.get(what="Salle 1"), reason="erreur", on=TODAY, by=later(date(2018, 6, 2))
    )
    assert (ask("engagements").value, ask("engagements-tenus").value) == (2, 100)


def test_pledges_and_agreements_are_open_data(client: Client) -> None:
    told()
    answer = client.get("/open-data/engagements.csv?au=2018-06-01").content.decode("utf-8-sig")
    assert len(answer.strip().splitlines()) == 4
    assert "Travaux" not in answer
    assert "non tenu" in answer
    rows = client.get("/api/v1/agreements?as_of=2018-06-01&perimeter=departement:30").json()
    assert rows["count"] == 2
    assert {row["perimetre"] for row in rows["results"]} == {"departement:30", "commune:30189"}
    assert client.get("/api/v1/pledges?as_of=2018-06-01&perimeter=departement:46").json()["count"] in {0, 3}
    assert client.get("/api/v1/pledges?as_of=2018-06-01").json()["count"] == 3


def test_the_slides_of_the_programme_say_what_is_known() -> None:
    told()
    document = compose("rendez-vous", as_of=TODAY, known_at=KNOWN, printed_on=TODAY, organisation="Le réseau")
    sections = {section.key: section for section in document.sections}
    [columns] = [block for block in sections["programme-axe-1"].blocks if isinstance(block, Columns)]
    assert columns.items[0].points == ("En cours", "Menée par : La commission", "3 engagements publics")
    [figures] = [block for block in sections["programme-engagements"].blocks if isinstance(block, KeyFigures)]
    assert [(figure.code, figure.value) for figure in figures.items] == [
        ("engagements", 3),
        ("engagements-tenus", 50),
        ("conventions", 3),
    ]
    before = compose(
        "rendez-vous", as_of=date(2016, 12, 1), known_at=KNOWN, printed_on=TODAY, organisation="Le réseau"
    )
    assert "programme-engagements" not in {section.key for section in before.sections}
