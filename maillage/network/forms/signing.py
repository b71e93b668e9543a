"""The four short steps of signing, and what may be said afterwards."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common.errors import Refused
from maillage.common.forms import Amount, Day, Email, Line, Paragraph, Telephone, WorkForm
from maillage.common.normalise import siret
from maillage.network.forms.fields import (
    OFFERED,
    Departements,
    Rna,
    Siret,
    Website,
    communes_of,
    offer,
    place_error,
    plain,
)
from maillage.network.models import CommitmentKind, Organisation, OrganisationKind, SigningFile
from maillage.network.operations.places import Seat
from maillage.network.operations.signing import Identity, Introduction, NewCommitment
from maillage.territory.models import Commune

NEW = "nouvelle"
EVERYWHERE, SOMEWHERE = "partout", "departements"


class IdentityForm(WorkForm):
    """Ask who signs; where the register knows someone alike, ask whether it is them."""

    name = Line(
        label=_("Nom de votre organisation"),
        help_text=_("Tel que vous voulez le lire sur le certificat."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    place = Line(
        label=_("Commune du siège"),
        help_text=_("La commune ou le code postal. Une grande organisation donne celle de son siège."),
    )
    siret = Siret(
        label=_("SIRET"),
        required=False,
        help_text=_("Quatorze chiffres. Il évite de vous inscrire deux fois."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, day: dt.date, now: dt.datetime, **options: Any
    ) -> None:
        super().__init__(data, **options)
        if data is None:
            return
        typed = plain(data, "place")
        self.places = {place.code: place for place in communes_of(typed)}
        if len(self.places) > 1:
            choices = [(code, place.label) for code, place in self.places.items()]
            question = offer(
                gettext("Quelle commune ?"), choices, gettext("Dites laquelle de ces communes est la vôtre.")
            )
            self.fields["which"] = question
        self.twins = self._twins(data, day, now)
        if self.twins:
            choices = [*((str(pk), label) for pk, (_row, label) in self.twins.items())]
            choices.append((NEW, gettext("Aucune : notre organisation n'est pas dans cette liste")))
            sentence = gettext(
                "Nous connaissons une organisation qui ressemble à la vôtre : dites si c'est vous."
            )
            self.fields["same"] = offer(gettext("Est-ce l'une de ces organisations ?"), choices, sentence)

    def _twins(
        self, data: Mapping[str, Any], day: dt.date, now: dt.datetime
    ) -> dict[int, tuple[Organisation, str]]:
        """Return the organisations that this one may be, each with what tells it from the others."""
        name = plain(data, "name")
        if not name or not self.places:
            return {}
        try:
            number = siret(plain(data, "siret"))
        except Refused:
            number = ""
        communes = Commune.objects.in_bulk([place.pk for place in self.places.values()])
        near = {commune.departement_id for commune in communes.values()}
        found = Organisation.objects.resembling(
            name, departement=near.pop() if len(near) == 1 else None, siret=number
        )
        rows = found.placed(as_of=day, known_at=now)[:OFFERED]
        return {row.pk: (row, ", ".join(filter(None, (row.name, _seat(row))))) for row in rows}

    def clean_place(self) -> str:
        """Refuse a commune that nobody knows."""
        text: str = self.cleaned_data["place"]
        if text and not self.places:
            raise forms.ValidationError(place_error(text))
        return text

    @property
    def identity(self) -> Identity:
        """Return who signs, once the form is valid."""
        given = self.cleaned_data
        code = given.get("which") or next(iter(self.places))
        same = given.get("same", NEW)
        chosen = self.twins[int(same)][0] if same != NEW else None
        return Identity(
            name=given["name"],
            organisation=chosen,
            siret=given["siret"],
            seat=Seat(commune=Commune.objects.get(code=code)),
            set_aside=() if chosen else [row for row, _label in self.twins.values()],
        )


def _seat(row: Organisation) -> str:
    place = row.seat.commune or row.seat.departement if row.seat else None
    return place.name if place else ""


class IntroductionForm(WorkForm):
    """Ask what the organisation is, where it commits, how to reach whoever fills the file."""

    kind = forms.ModelChoiceField(
        OrganisationKind.objects.all(), label=_("Votre organisation est"), empty_label=_("Choisissez…")
    )
    where = forms.ChoiceField(
        label=_("Où s'engage-t-elle ?"),
        choices=[(EVERYWHERE, _("Partout en France")), (SOMEWHERE, _("Dans certains départements"))],
        widget=forms.RadioSelect,
        initial=SOMEWHERE,
    )
    departements = Departements(
        label=_("Ces départements"),
        required=False,
        help_text=_("Leurs numéros ou leurs noms, séparés par des virgules : 30, Lozère, 2A."),
    )
    email = Email(
        label=_("Votre adresse électronique"),
        help_text=_("Nous y envoyons votre lien personnel, puis la décision. Elle n'est jamais affichée."),
    )
    telephone = Telephone(
        label=_("Votre téléphone"),
        required=False,
        help_text=_("Si nous avons une question. Il n'est jamais affiché."),
    )
    website = Website(
        label=_("Site de l'organisation"), required=False, help_text=_("Il sera sur sa fiche publique.")
    )
    own_telephone = Telephone(
        label=_("Téléphone de l'organisation"), required=False, help_text=_("Il sera sur sa fiche publique.")
    )
    rna = Rna(
        label=_("Numéro RNA"), required=False, help_text=_("Pour une association : W et neuf chiffres.")
    )

    @classmethod
    def opened(cls, data: Mapping[str, Any] | None, file: SigningFile) -> "IntroductionForm":
        """Return the form of a file, filled with what it says already."""
        codes = [row.code for row in file.departements.order_by("code")]
        seat = [file.departement.code] if file.departement and not file.contact_email else []
        return cls(
            data,
            initial={
                "kind": file.kind_id,
                "where": EVERYWHERE if file.everywhere else SOMEWHERE,
                "departements": ", ".join(codes or seat),
                "email": file.contact_email,
                "telephone": file.contact_telephone,
                "website": file.website,
                "own_telephone": file.telephone,
                "rna": file.rna,
            },
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a commitment that is nowhere."""
        given = self.cleaned_data
        somewhere = given.get("where") == SOMEWHERE
        if somewhere and "departements" in given and not given["departements"]:
            self.add_error(
                "departements",
                gettext("Écrivez au moins un département, ou choisissez « Partout en France »."),
            )
        return given

    @property
    def introduction(self) -> Introduction:
        """Return what was told, once the form is valid."""
        given = self.cleaned_data
        return Introduction(
            email=given["email"],
            telephone=given["telephone"],
            kind=given["kind"],
            rna=given["rna"],
            website=given["website"],
            own_telephone=given["own_telephone"],
            everywhere=given["where"] == EVERYWHERE,
            departements=given["departements"],
        )


class BroughtForm(WorkForm):
    """Ask what the organisation would bring: three lines, none of which is compulsory."""

    human = Paragraph(
        label=_("Du temps et des compétences"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Par exemple : une salariée un jour par semaine, des bénévoles formés."),
    )
    hours = forms.IntegerField(
        label=_("Soit environ, en heures par an"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    in_kind = Paragraph(
        label=_("Des locaux, du matériel, des services"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    financial = Paragraph(
        label=_("De l'argent"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    amount = Amount(label=_("Montant en euros"), required=False, minimum=1)
    starts_on = Day(label=_("À partir du"))
    ends_on = Day(
        label=_("Jusqu'au"), required=False, help_text=_("Laissez vide si la durée n'est pas fixée.")
    )

    @classmethod
    def opened(cls, data: Mapping[str, Any] | None, file: SigningFile, day: dt.date) -> "BroughtForm":
        """Return the form of a file, filled with what it says already."""
        said = {row.kind: row for row in file.commitments.order_by("pk")}
        human, money = said.get(CommitmentKind.HUMAN), said.get(CommitmentKind.FINANCIAL)
        in_kind = said.get(CommitmentKind.IN_KIND)
        dated = human or in_kind or money
        return cls(
            data,
            initial={
                "human": human.description if human else "",
                "hours": human.hours if human else None,
                "in_kind": in_kind.description if in_kind else "",
                "financial": money.description if money else "",
                "amount": money.amount_cents if money else None,
                "starts_on": dated.starts_on if dated else day,
                "ends_on": dated.ends_on if dated else None,
            },
        )

    def clean(self) -> dict[str, Any]:
        """Refuse hours or an amount that say nothing of what they are for, and an end before the beginning."""
        given = self.cleaned_data
        for number, words in (("hours", "human"), ("amount", "financial")):
            if given.get(number) and words in given and not given[words]:
                self.add_error(words, gettext("Dites en quelques mots à quoi cela servira."))
        refuse_backwards(self, given.get("starts_on"), given.get("ends_on"))
        return given

    @property
    def commitments(self) -> list[NewCommitment]:
        """Return what would be brought, once the form is valid."""
        given = self.cleaned_data
        lines: tuple[tuple[str, str, dict[str, int | None]], ...] = (
            (CommitmentKind.HUMAN, given["human"], {"hours": given["hours"]}),
            (CommitmentKind.IN_KIND, given["in_kind"], {}),
            (CommitmentKind.FINANCIAL, given["financial"], {"amount_cents": given["amount"]}),
        )
        return [
            NewCommitment(
                kind=kind,
                description=words,
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                **numbers,
            )
            for kind, words, numbers in lines
            if words
        ]


def refuse_backwards(form: forms.Form, start: dt.date | None, end: dt.date | None) -> None:
    """Refuse an end that does not come after its beginning."""
    if start and end and end <= start:
        form.add_error("ends_on", gettext("La fin vient après le début : vérifiez les deux dates."))


class SignForm(WorkForm):
    """Ask who signs."""

    signatory = Line(
        label=_("Nom de la personne qui signe"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    capacity = Line(
        label=_("En qualité de"),
        max_length=150,
        help_text=_("Par exemple : présidente, maire, directeur."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    agreed = forms.BooleanField(
        label=_("J'ai lu la charte, je peux engager mon organisation, et je signe."),
        error_messages={"required": _("Cochez cette case pour signer.")},
    )


class AnswerForm(WorkForm):
    """Answer what was asked about a file."""

    answer = Paragraph(label=_("Votre réponse"))


class GiveUpForm(WorkForm):
    """Take a file back."""

    reason = Paragraph(
        label=_("Pourquoi, si vous voulez le dire"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
