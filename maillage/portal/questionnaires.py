"""The questions of each scale, in our own words: they are answered on the device, and nothing is sent or kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maillage.experiments.models import Scale
from maillage.science.scales import SCALES, Cut

Words = str | Promise
# Which wording of the questions was read; it changes with any word of them.
VERSION = 1

_OFTEN = (_("presque jamais"), _("parfois"), _("souvent"))
_AGREED = (_("non"), _("plus ou moins"), _("oui"))
_MANY = (_("aucun"), _("un"), _("deux"), _("trois ou quatre"), _("de cinq à huit"), _("neuf ou plus"))
WORDING: Mapping[str, tuple[Sequence[Words], Sequence[Words]]] = {
    Scale.UCLA: (
        (
            _("La compagnie d'autres personnes vous manque-t-elle ?"),
            _("Avez-vous l'impression que l'on vous laisse de côté ?"),
            _("Vous sentez-vous à l'écart des autres ?"),
        ),
        _OFTEN,
    ),
    Scale.DJG: (
        (
            _("Je ressens comme un vide autour de moi."),
            _("En cas d'ennui, j'ai assez de monde sur qui compter."),
            _("J'ai assez de personnes à qui faire pleinement confiance."),
            _("Il me manque d'avoir du monde autour de moi."),
            _("J'ai assez de personnes dont je me sens proche."),
            _("J'ai souvent l'impression que l'on me rejette."),
        ),
        _AGREED,
    ),
    Scale.LSNS: (
        (
            _(
                "Dans votre famille, combien de personnes voyez-vous ou entendez-vous au moins une fois par mois ?"
            ),
            _("Avec combien d'entre elles pouvez-vous parler de choses personnelles ?"),
            _("Combien d'entre elles pourriez-vous appeler à l'aide ?"),
            _(
                "Parmi vos amis et voisins, combien en voyez-vous ou entendez-vous au moins une fois par mois ?"
            ),
            _("Avec combien d'entre eux pouvez-vous parler de choses personnelles ?"),
            _("Combien d'entre eux pourriez-vous appeler à l'aide ?"),
        ),
        _MANY,
    ),
}
CATEGORIES: Mapping[str, Words] = {
    "not-lonely": _("pas ou peu de solitude"),
    "lonely": _("de la solitude"),
    "moderately-lonely": _("une solitude modérée"),
    "severely-lonely": _("une solitude forte"),
    "at-risk": _("peu de liens : un risque d'isolement"),
    "not-at-risk": _("des liens"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Hold an answer that may be given, its code for a spreadsheet, and what it is worth."""

    label: str
    code: int
    points: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Hold a question, and the answers that may be given."""

    rank: int
    words: Words
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """Hold a scale as it is asked: its questions, and what its totals mean."""

    title: str
    version: int
    questions: tuple[Asked, ...]
    cuts: tuple[tuple[Cut, Words], ...]
    source: str


def questionnaire(code: str) -> Questionnaire | None:
    """Return a scale as it is asked; nothing where it is not one of ours."""
    if code not in WORDING:
        return None
    scale, (questions, answers) = SCALES[code], WORDING[code]
    return Questionnaire(
        title=str(Scale(code).label),
        version=VERSION,
        questions=tuple(
            Asked(
                rank=rank,
                words=words,
                answers=tuple(
                    Answer(label=capfirst(str(label)), code=key, points=worth)
                    for key, label, worth in zip(scale.answers, answers, points, strict=True)
                ),
            )
            for rank, (words, points) in enumerate(zip(questions, scale.points, strict=True), start=1)
        ),
        cuts=tuple((cut, CATEGORIES[cut.key]) for cut in scale.cuts),
        source=scale.source,
    )
