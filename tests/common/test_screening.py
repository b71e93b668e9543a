"""Free text that must name nobody: what is seen, what is let through."""

import pytest
from django import forms

from maillage.common.errors import Refused
from maillage.common.forms import WorkForm
from maillage.common.screening import NamelessLine, NamelessParagraph, identity_in, refuse_identity


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("écrire à jeanne@exemple.fr", "une adresse électronique"),
        ("le 06 12 34 56 78", "un numéro de téléphone"),
        ("0612345678 le soir", "un numéro de téléphone"),
        ("+33 6 12 34 56 78", "un numéro de téléphone"),
        ("1 42 05 30 007 123", "un numéro de sécurité sociale"),
        ("Mme Durand", "le nom d'une personne"),
        ("chez M. Petit", "le nom d'une personne"),
        ("madame Éloi est seule", "le nom d'une personne"),
        ("MONSIEUR PETIT", "le nom d'une personne"),
        ("12 bis, rue des Tilleuls", "une adresse exacte"),
        ("au 3 place du Marché", "une adresse exacte"),
    ],
)
def test_what_tells_who_a_person_is_is_seen(text: str, seen: str) -> None:
    assert identity_in(text) == seen
    with pytest.raises(Refused, match=f"Ce texte contient {seen} : retirez-le"):
        refuse_identity(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "le mardi après-midi",
        "après 14 h 30, sauf le 12",
        "3 visites par semaine",
        "une dame aime le jardin",
    ],
)
def test_what_names_nobody_goes_through(text: str) -> None:
    assert refuse_identity(text) == text


class _Form(WorkForm):
    line = NamelessLine(required=False)
    text: forms.Field = NamelessParagraph(required=False)


def test_a_field_says_what_to_take_away() -> None:
    form = _Form({"line": "Mme Durand", "text": "rien\nau 12 rue Haute"})
    assert "le nom d'une personne" in form.errors["line"][0]
    assert "une adresse exacte" in form.errors["text"][0]
    fine = _Form({"line": " le  mardi ", "text": "le\nsoir"})
    assert fine.is_valid()
    assert fine.cleaned_data == {"line": "le mardi", "text": "le\nsoir"}
