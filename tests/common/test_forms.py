"""The fields of forms at work: canonical text, days, amounts, and a sentence for whatever is refused."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from maillage.common.drafts import resume
from maillage.common.forms import Amount, Day, Email, Line, Paragraph, Telephone, WorkForm
from maillage.common.models import Draft


def read(field: forms.Field, typed: object) -> Any:
    """Return what a field understands."""
    return field.clean(typed)


def refusal(field: forms.Field, typed: object) -> str:
    """Return why a field refuses."""
    with pytest.raises(forms.ValidationError) as met:
        field.clean(typed)
    return " ".join(" ".join(met.value.messages).split())


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (Line(), "  E\u0301quipe \u200bdu\tTilleul \n", "Équipe du Tilleul"),
        (Line(required=False), None, ""),
        (Paragraph(), "Un\r\n\r\n\r\n\r\ndeux  trois ", "Un\n\ndeux trois"),
        (Email(), " Anne@Exemple.FR ", "anne@exemple.fr"),
        (Email(required=False), " ", ""),
        (Telephone(), "+33 4 66.00.00.00", "04 66 00 00 00"),
        (Telephone(required=False), "", ""),
        (Day(), "25/11/2016", dt.date(2016, 11, 25)),
        (Day(), "2016-11-25", dt.date(2016, 11, 25)),
        (Day(), "25 novembre 2016", dt.date(2016, 11, 25)),
        (Day(), dt.date(2016, 11, 25), dt.date(2016, 11, 25)),
        (Day(required=False), "", None),
        (Amount(), "12,5", 1250),
        (Amount(), "1 200 €", 120_000),
        (Amount(required=False), "", None),
        (Amount(minimum=-100), "-1", -100),
    ],
)
def test_what_is_typed_is_kept_in_its_canonical_form(field: forms.Field, typed: object, kept: object) -> None:
    assert read(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (Line(), "a\x00b", "caractères invisibles"),
        (Line(), "a\x1bb", "caractères invisibles"),
        (Paragraph(), "a\x07b", "caractères invisibles"),
        (Email(), "a\x00b@exemple.fr", "caractères invisibles"),
        (Line(), "x" * 201, "Ce texte fait 201 caractères ; il en faut 200 au plus."),
        (Line(max_length=5), "xxxxxx", "il en faut 5 au plus"),
        (Paragraph(), "é" * 1_000_000, "il en faut 5000 au plus"),
        (Email(), "anne", "n'est pas une adresse électronique"),
        (Telephone(), "12", "n'est pas un numéro de téléphone"),
        (Day(), "novembre 2016", "Il manque le jour"),
        (Day(), "31/02/2016", "31"),
        (Day(), "demain", "demain"),
        (Amount(), "-1", "trop petit"),
        (Amount(), "beaucoup", "n'est pas un nombre"),
        (Amount(), "1,234", "centime"),
    ],
)
def test_what_is_refused_has_its_sentence(field: forms.Field, typed: object, sentence: str) -> None:
    assert sentence in refusal(field, typed)


def test_an_amount_is_written_in_euros_and_what_was_typed_stays() -> None:
    field = Amount()
    assert [field.prepare_value(value) for value in (1250, 120_000, 5, None, "douze")] == [
        "12,50",
        "1200",
        "0,05",
        None,
        "douze",
    ]


class Everything(WorkForm):
    """Ask for one of each."""

    name = Line()
    text = Paragraph()
    day = Day()
    address = Email()
    telephone = Telephone()
    amount = Amount()
    agreed = forms.BooleanField()
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    count = forms.IntegerField()
    paper = forms.FileField()
    own = forms.CharField(error_messages={"required": "Le nôtre."})


def test_each_field_left_empty_says_what_to_write() -> None:
    errors = {name: list(found) for name, found in Everything({}).errors.items()}
    assert errors == {
        "name": ["Écrivez quelques mots ici."],
        "text": ["Écrivez quelques mots ici."],
        "day": ["Écrivez une date, par exemple 25/11/2016."],
        "address": ["Écrivez une adresse électronique."],
        "telephone": ["Écrivez un numéro de téléphone."],
        "amount": ["Écrivez un montant, par exemple 150 ou 12,50."],
        "agreed": ["Cochez cette case pour continuer."],
        "kind": ["Choisissez une réponse."],
        "several": ["Choisissez une réponse."],
        "count": ["Écrivez un nombre."],
        "paper": ["Choisissez un fichier."],
        "own": ["Le nôtre."],
    }


def test_a_choice_that_is_gone_says_so() -> None:
    gone = "Cette réponse n'est plus proposée\u00a0: choisissez-en une autre."
    errors = Everything({"kind": "z", "several": ["z"]}).errors
    assert [*errors["kind"], *errors["several"]] == [gone, gone]


def test_a_draft_goes_back_into_the_form_as_it_was_typed() -> None:
    typed = QueryDict("name=Anne&day=bientôt&agreed=on&several=a&several=b&amount=12,5&paper=x&kind=b")
    form = Everything()
    resume(form, Draft(data=dict(typed.lists())))
    shown = {name: form[name].value() for name in ("name", "day", "agreed", "several", "amount", "kind")}
    assert shown == {
        "name": "Anne",
        "day": "bientôt",
        "agreed": True,
        "several": ["a", "b"],
        "amount": "12,5",
        "kind": "b",
    }
    assert "paper" not in form.initial
    assert 'value="bientôt"' in str(form["day"])


def test_a_draft_changes_no_field_that_is_not_open() -> None:
    form = Everything(initial={"name": "Anne"})
    form.fields["name"].disabled = True
    resume(form, Draft(data={"name": ["Paul"]}))
    assert form["name"].value() == "Anne"
