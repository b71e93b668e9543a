"""Free text that must name nobody: what would tell who a person is, is refused with a sentence."""

import re

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.errors import Refused
from maillage.common.forms import Line, Paragraph

# What is looked for, and how a sentence calls it. It warns who forgets; it is no proof that a text names nobody.
SIGNS: tuple[tuple[re.Pattern[str], Promise], ...] = (
    (
        re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}"),
        gettext_lazy("une adresse électronique"),
    ),
    (
        re.compile(r"(?<!\d)(?:\+\s?\d{2,3}[\s.-]?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)"),
        gettext_lazy("un numéro de téléphone"),
    ),
    (
        re.compile(r"(?<!\d)[12]\s?\d{2}\s?(?:0\d|1[0-2])\s?\d[\dAB]\s?\d{3}\s?\d{3}(?!\d)"),
        gettext_lazy("un numéro de sécurité sociale"),
    ),
    (
        re.compile(r"\b(?i:mmes?|mlles?|mr|m\.|mm\.|madame|mademoiselle|monsieur)\s*[A-ZÀ-ÖØ-Þ]"),
        gettext_lazy("le nom d'une personne"),
    ),
    (
        re.compile(
            r"\b\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|av\.|boulevard|bd|chemin|impasse|allée|place|route|quai|square)\b",
            re.IGNORECASE,
        ),
        gettext_lazy("une adresse exacte"),
    ),
)


def identity_in(text: str) -> str:
    """Return what in a text would tell who a person is, in words; nothing when nothing was seen."""
    return next((str(words) for pattern, words in SIGNS if pattern.search(text)), "")


def refuse_identity(text: str) -> str:
    """Return a text in which nothing was seen that tells who a person is; refuse any other."""
    if seen := identity_in(text):
        raise Refused(
            _("Ce texte contient %s : retirez-le. Rien ici ne doit permettre de reconnaître une personne.")
            % seen
        )
    return text


def _checked(text: str) -> str:
    """Return a text that names nobody, a refusal being the error of the field."""
    try:
        return refuse_identity(text)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal


class NamelessLine(Line):
    """Ask for a text on one line that names nobody."""

    def canonical(self, text: str) -> str:
        """Return the text, or say what in it would tell who a person is."""
        return _checked(super().canonical(text))


class NamelessParagraph(Paragraph):
    """Ask for a text of several lines that names nobody."""

    def canonical(self, text: str) -> str:
        """Return the text, or say what in it would tell who a person is."""
        return _checked(super().canonical(text))
