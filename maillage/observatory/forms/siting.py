"""The question « where next? » as a form in an address: read, checked field by field, written back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.errors import Refused
from maillage.common.forms import Day, Decimals, Line, Paragraph, WorkForm
from maillage.network.forms.fields import PlaceLine, communes_of, place_error
from maillage.observatory.assemble import (
    USUAL_KM,
    Answer,
    Asked,
    Ground,
    Moves,
    Need,
    Objective,
    Proof,
    Proposal,
    answer_of,
    ground_of,
    proposal_of,
    still_kept,
)
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter

YES, NO = "oui", "non"
WIDE = frozenset({"france", "region"})  # where proving to the end takes longer than a page may
MOST_NAMED, MOST_MOVES = 60, 60  # an address of a question stays short enough to be sent by e-mail
AIMS = (
    ("couvrir", gettext_lazy("Que le plus de personnes aient une équipe près d'elles"), Objective.COVER),
    (
        "relais",
        gettext_lazy("Que le plus de personnes aient une équipe, et une deuxième en relais"),
        Objective.BACKUP,
    ),
    ("distance", gettext_lazy("Que chacun soit le moins loin possible d'une équipe"), Objective.MEDIAN),
)
PEOPLE = (
    ("personnes", gettext_lazy("Les personnes de 75 ans ou plus"), Need.PEOPLE),
    ("seules", gettext_lazy("Les personnes de 75 ans ou plus qui vivent seules"), Need.ALONE),
)
USUAL = {"but": "couvrir", "compter": "personnes", "rayon": str(USUAL_KM), "existantes": YES}


class SomeCommunes(Paragraph):
    """Ask for communes by name or by code, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: object) -> tuple[str, ...]:  # type: ignore[override] # a text, then what it names
        """Return the codes of the communes that a text names."""
        words = super().to_python(value).replace(";", "\n").split("\n")
        lines = list(dict.fromkeys(filter(None, (line.strip() for line in words))))
        if len(lines) > MOST_NAMED:
            raise ValidationError(
                _("%(count)d communes : nommez-en %(most)d au plus.")
                % {"count": len(lines), "most": MOST_NAMED}
            )
        return tuple(dict.fromkeys(code_of(line) for line in lines))


def code_of(words: str) -> str:
    """Return the code of the commune that words name, or say which it may be; Paris, Lyon, Marseille are one each."""
    known = Commune.objects.counted_once().filter(code=words.upper()).values_list("code", flat=True).first()
    if known:
        return known
    places = communes_of(words)
    if not places:
        raise ValidationError(place_error(words))
    if len(places) > 1:
        raise ValidationError(
            _("« %(words)s » : laquelle ? %(offered)s. Écrivez-la comme ici.")
            % {"words": words, "offered": " ; ".join(place.label for place in places)}
        )
    row = Commune.objects.select_related("parent").get(code=places[0].code)
    return row.parent.code if row.parent else row.code


class OneCode(Line):
    """Ask for one commune by name or by code."""

    def to_python(self, value: object) -> str:
        """Return its code."""
        words = super().to_python(value)
        return code_of(words) if words else ""


class MovesLine(Line):
    """Read the moves by hand that an address holds: 30007-30189,30010-30011."""

    limit = 12 * MOST_MOVES

    def to_python(self, value: object) -> Moves:  # type: ignore[override] # a text, then what it says
        """Return the moves, in turn."""
        words = super().to_python(value)
        pairs = [tuple(pair.split("-")) for pair in words.split(",")] if words else []
        if any(len(pair) != 2 or not all(pair) for pair in pairs):  # noqa: PLR2004 - from, to
            raise ValidationError(
                _("Les déplacements de cette adresse ne se lisent pas : ils sont laissés de côté.")
            )
        return cast("Moves", tuple(pairs))


class SitingForm(WorkForm):
    """Ask where the next teams would help most."""

    equipes = forms.IntegerField(
        label=gettext_lazy("Combien d'équipes à fonder"),
        widget=forms.NumberInput(attrs={"class": "short", "min": 1, "inputmode": "numeric"}),
    )
    but = forms.ChoiceField(
        label=gettext_lazy("Pour quoi"),
        choices=[(code, words) for code, words, _aim in AIMS],
        widget=forms.RadioSelect,
    )
    rayon = Decimals(
        label=gettext_lazy("À moins de combien de kilomètres une équipe est-elle proche"),
        help_text=gettext_lazy("À vol d'oiseau, de 1 à 60."),
    )
    compter = forms.ChoiceField(
        label=gettext_lazy("Qui compter"),
        choices=[(code, words) for code, words, _need in PEOPLE],
        widget=forms.RadioSelect,
    )
    plancher = Decimals(
        label=gettext_lazy("Au moins quelle part des personnes de chaque département, en %"),
        help_text=gettext_lazy("Pour ne laisser aucun département de côté. Vide : pas de minimum."),
        required=False,
    )
    existantes = forms.ChoiceField(
        label=gettext_lazy("Les équipes reconnues qui existent"),
        choices=[
            (YES, gettext_lazy("comptent déjà")),
            (NO, gettext_lazy("ne comptent pas : partir de zéro")),
        ],
        widget=forms.RadioSelect,
    )
    imposer = SomeCommunes(
        label=gettext_lazy("Communes où il faut une équipe"),
        help_text=gettext_lazy("Un nom ou un code INSEE par ligne."),
        required=False,
    )
    exclure = SomeCommunes(
        label=gettext_lazy("Communes où il n'en faut pas"),
        help_text=gettext_lazy("Un nom ou un code INSEE par ligne."),
        required=False,
    )
    au = Day(
        label=gettext_lazy("Avec les équipes et les données du"),
        help_text=gettext_lazy("Vide : aujourd'hui."),
        required=False,
    )
    deplace = MovesLine(required=False, widget=forms.HiddenInput)

    FIRST: tuple[str, ...] = ("equipes", "but", "rayon")

    def __init__(self, asked: Mapping[str, str], *, on: dt.date, at: dt.datetime, usual: int) -> None:
        """Read a question; what it leaves out is as usual."""
        super().__init__(
            {"equipes": str(usual), **USUAL, **{name: one for name, one in asked.items() if one}}
        )
        self.on, self.at, self.usual = on, at, usual

    def asks_more(self, name: str) -> bool:
        """Tell whether a condition that is not asked first is other than usual, or refused."""
        if name in (*self.FIRST, "deplace"):
            return False
        return name in self.errors or str(self.data.get(name, "")) != USUAL.get(name, "")

    def _heeded(self, value: Any, **told: Any) -> Any:
        """Return the value of a field that a question of one team may hold."""
        try:
            Asked(**{"p": 1, "as_of": self.on, "known_at": self.at, **told})
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return value

    def clean_equipes(self) -> int:
        """Refuse too few or too many teams."""
        value: int = self.cleaned_data["equipes"]
        return int(self._heeded(value, p=value))

    def clean_rayon(self) -> float:
        """Refuse a radius too short or too long."""
        value = float(self.cleaned_data["rayon"])
        return float(self._heeded(value, radius=value))

    def clean_plancher(self) -> float | None:
        """Return the least share, of one; refuse one that is none."""
        value = self.cleaned_data["plancher"]
        if value is None:
            return None
        share = float(value) / 100
        return float(self._heeded(share, floor=share))

    def clean(self) -> dict[str, Any]:
        """Refuse conditions that do not go together, beside the field that brings them."""
        told = super().clean() or {}
        if not self.errors:
            try:
                self.asked(Perimeter("france"))
            except Refused as refusal:
                floor = told["plancher"] is not None and told["but"] != AIMS[0][0]
                self.add_error("plancher" if floor else "imposer", str(refusal))
        return told

    def asked(self, perimeter: Perimeter) -> Asked:
        """Return the question."""
        told = self.cleaned_data
        return Asked(
            p=told["equipes"],
            perimeter=perimeter,
            radius=told["rayon"],
            objective=next(aim for code, _words, aim in AIMS if code == told["but"]),
            need=next(need for code, _words, need in PEOPLE if code == told["compter"]),
            floor=told["plancher"],
            existing=told["existantes"] == YES,
            forced=told["imposer"],
            forbidden=told["exclure"],
            proof=Proof.QUICK if perimeter.kind in WIDE else Proof.NEAR,
            as_of=told["au"] or self.on,
            known_at=self.at,
        )

    def answer(self, perimeter: Perimeter, ground: str = "") -> Answer | None:
        """Return the answer; what the territory refuses is said beside the field that asked it, and there is none.

        `ground` is the digest of the figures of the page from which a team is moved: its answer serves again.
        """
        asked = self.asked(perimeter)
        if ground and (kept := still_kept(asked, ground)) is not None:
            return self._moved(kept)
        try:
            found = ground_of(asked)
        except Refused as refusal:
            self.add_error("territoire" if "territoire" in self.fields else None, str(refusal))
            return None
        try:
            proposal = proposal_of(asked, found)
        except Refused as refusal:
            self.add_error(self._whose_fault(asked, found), str(refusal))
            return None
        return self._moved(proposal)

    def _whose_fault(self, asked: Asked, ground: Ground) -> str:
        """Return the field that brings a refusal: a commune named, the least share, or how many teams."""
        for name, codes in (("imposer", asked.forced), ("exclure", asked.forbidden)):
            if not set(codes) <= set(ground.places):
                return name
        return "equipes" if asked.floor is None else "plancher"

    def _moved(self, proposal: Proposal) -> Answer:
        """Return a proposal with the moves by hand of the address; without them, where they are refused."""
        try:
            return answer_of(proposal, self.cleaned_data["deplace"])
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return answer_of(proposal)


class Territory(PlaceLine):
    """Ask for a part of France by its name, or as the addresses of this page write it: departement:30."""

    def to_python(self, value: object) -> Perimeter:  # type: ignore[override] # a text, then what it names
        """Return the perimeter."""
        words = str(value or "")
        if ":" not in words:
            return super().to_python(value)
        try:
            return Perimeter.parse(words)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class NationForm(SitingForm):
    """Ask the same of any part of France."""

    territoire = Territory(
        label=gettext_lazy("Où"),
        help_text=gettext_lazy("Une région, un département, une intercommunalité. Vide : toute la France."),
        required=False,
    )
    field_order = ("territoire", "equipes", "but", "rayon")
    FIRST = ("territoire", *SitingForm.FIRST)


class ElsewhereForm(WorkForm):
    """Ask where a team that is moved by hand goes."""

    vers = OneCode(
        label=gettext_lazy("Ou une autre commune"), help_text=gettext_lazy("Son nom, ou son code INSEE.")
    )


def query_of(asked: Asked, moves: Moves = ()) -> dict[str, str]:
    """Return what an address says of a question: all of it, but what is as usual."""
    told = {
        "territoire": "" if asked.perimeter.kind in {"france", "cooperation"} else str(asked.perimeter),
        "equipes": str(asked.p),
        "but": next(code for code, _words, aim in AIMS if aim == asked.objective),
        "rayon": f"{asked.radius:g}",
        "compter": next(code for code, _words, need in PEOPLE if need == asked.need),
        "plancher": "" if asked.floor is None else f"{100 * asked.floor:g}",
        "existantes": YES if asked.existing else NO,
        "imposer": ";".join(asked.forced),
        "exclure": ";".join(asked.forbidden),
        "au": asked.as_of.isoformat(),
        "deplace": ",".join(f"{source}-{target}" for source, target in moves),
    }
    return {name: value for name, value in told.items() if value and USUAL.get(name) != value}
