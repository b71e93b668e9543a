"""Find a département or a commune from what a file or a form says; everything is read once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.normalise import fold
from maillage.territory.models import (
    Commune,
    CommuneQuerySet,
    Departement,
    Edition,
    FormerCommune,
    PostalCode,
)

_LITTLE_WORDS = {"le", "la", "les", "l", "du", "de", "des", "d", "departement", "dept", "dpt", "dep"}
_TRAILING_ARTICLE = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<article>le|la|les|l['’]?)\)", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex\b(\s*\d{1,2}\b)?", re.IGNORECASE)
_ARRONDISSEMENT = re.compile(r"(paris|lyon|marseille) 0?(\d{1,2})(?:er|e|eme|ieme)?(?: arrondissement| arr)?")
_DEPARTEMENT_CODE = re.compile(r"\b(2[ab]|9[78][0-9]|69[dm]|\d{1,2})\b")
_LONG_CODE = re.compile(r"\b(\d{5}|2[ab]\d{3})\b")
_SHORT_CODE = re.compile(r"\d{4}")
_NAME_THEN_PLACE = re.compile(r"^(?P<name>[^(),]+?)\s*[(,]\s*(?P<place>[^()]+?)\s*\)?\s*$")
_SPREADSHEET_NUMBER = re.compile(r"^\s*(\d+)[.,]0\s*$")
# The Rhône is cut in two for some statistics; it is one département here.
_SPELLINGS = {"69D": "69", "69M": "69"}
_COLLECTIVITIES = {"975", "977", "978", "984", "986", "987", "988", "989"}
_SHOWN = 3
# Comparing a name with all the communes of France is slow, so misspelt names are sought among those that
# begin alike.
_ALIKE = 2


def squeeze(text: str) -> str:
    """Return the folded text without spaces, so that hyphens and elisions do not matter."""
    return fold(text).replace(" ", "")


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """Return the few names that look most like a text."""
    wanted = fold(text)
    folded = {fold(name): name for name in names}
    within = [key for key in folded if wanted and wanted in key.split()]
    alike = get_close_matches(wanted, folded, n=_SHOWN, cutoff=0.6)
    return [folded[key] for key in dict.fromkeys([*within, *alike])][:_SHOWN]


def did_you_mean(suggestions: Sequence[str]) -> str:
    """Return the end of a refusal: what the person may have meant, or nothing."""
    return " " + _("Vouliez-vous dire : %s ?") % ", ".join(suggestions) if suggestions else ""


def _bare(text: str) -> str:
    """Return a name without the little words before it."""
    words = fold(text).split()
    while words and words[0] in _LITTLE_WORDS:
        words = words[1:]
    return "".join(words)


def _tidy(text: str) -> str:
    """Return the name of a commune as one says it: no CEDEX, the article first."""
    text = _CEDEX.sub(" ", text).strip()
    match = _TRAILING_ARTICLE.match(text)
    return f"{match['article']} {match['name']}{text[match.end() :]}" if match else text


def _shown(commune: Commune) -> str:
    return f"{commune.name} ({commune.departement.code})"


def _departement_of_postal_code(code: str) -> tuple[str, ...]:
    """Return the codes of the départements that a postal code may be in."""
    if code.startswith("20"):
        return ("2A", "2B")
    return (code[:3],) if code.startswith("97") else (code[:2],)


@dataclass(frozen=True)
class _Hint:
    """Hold what tells homonyms apart: a département, a postal or INSEE code."""

    departement: Departement | None = None
    code: str = ""


@dataclass
class Gazetteer:
    """Answer which département or commune a text means, from dictionaries read once."""

    departements: dict[str, Departement]
    communes: dict[str, Commune]
    names: dict[str, list[Commune]] = field(default_factory=lambda: defaultdict(list))
    postal_codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    former: dict[str, list[FormerCommune]] = field(default_factory=lambda: defaultdict(list))
    _departement_names: dict[str, Departement] = field(default_factory=dict)
    _alike: dict[str, list[Commune]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, communes: CommuneQuerySet | None = None) -> Self:
        """Read the départements, and all the communes or only the given ones."""
        departements = {d.pk: d for d in Departement.objects.select_related("region")}
        by_pk = {c.pk: c for c in (Commune.objects.all() if communes is None else communes).order_by("pk")}
        for commune in by_pk.values():
            commune.departement = departements[commune.departement_id]
        found = cls(
            departements={d.code: d for d in departements.values()},
            communes={c.code: c for c in by_pk.values()},
            _departement_names={_bare(d.name): d for d in departements.values()},
        )
        found._index(by_pk, everywhere=communes is None)
        return found

    def _index(self, by_pk: dict[int, Commune], *, everywhere: bool) -> None:
        for commune in by_pk.values():
            if commune.is_current:
                self.names[commune.folded.replace(" ", "")].append(commune)
                self._alike[commune.folded[:_ALIKE]].append(commune)
        chosen = ~Q(pk__in=[]) if everywhere else Q(commune__in=list(by_pk))
        for code, pk in PostalCode.objects.filter(chosen).values_list("code", "commune_id"):
            self.postal_codes[code].add(by_pk[pk].code)
        chosen = ~Q(pk__in=[]) if everywhere else Q(successor__in=list(by_pk))
        for former in FormerCommune.objects.filter(chosen):
            former.successor = by_pk[former.successor_id]
            self.former[former.folded.replace(" ", "")].append(former)
            self.former[former.code].append(former)

    # Départements

    def departement(self, text: str) -> Departement:
        """Return the département that a text means: "30", "2a", "Gard", "Gard (30)"."""
        number = _SPREADSHEET_NUMBER.match(text)
        folded = fold(number[1] if number else _tidy(text))
        if not folded:
            raise Refused(_("Le département manque : écrivez son code (30) ou son nom (Gard)."))
        if _LONG_CODE.fullmatch(folded):
            raise self._postal_code_for_departement(folded)
        codes = [code.upper() for code in _DEPARTEMENT_CODE.findall(folded)]
        name = _bare(_DEPARTEMENT_CODE.sub(" ", folded))
        named = self._departement_names.get(name)
        if (name and named is None) or len(codes) > 1 or not (name or codes):
            raise self._unknown_departement(text)
        if named is not None and codes in ([], ["20"]):
            return named
        coded = self._departement_by_code(codes[0])
        if named is not None and named != coded:
            raise Refused(
                _("« %(text)s » se contredit : %(code)s est le code %(coded)s. Gardez le code ou le nom.")
                % {"text": text.strip(), "code": coded.code, "coded": coded.genitive}
            )
        return coded

    def _departement_by_code(self, code: str) -> Departement:
        code = _SPELLINGS.get(code, code.zfill(2))
        if found := self.departements.get(code):
            return found
        if code == "20":
            raise Refused(_("La Corse a deux départements : écrivez 2A (Corse-du-Sud) ou 2B (Haute-Corse)."))
        if code in _COLLECTIVITIES:
            raise Refused(
                _(
                    "%s est une collectivité d'outre-mer, qui n'est pas un département : elle n'est pas gérée ici."
                )
                % code
            )
        raise Refused(
            _(
                "Le département « %s » n'existe pas : les codes vont de 01 à 95, avec 2A et 2B, puis de 971 à 976."
            )
            % code
        )

    def _unknown_departement(self, text: str) -> Refused:
        suggestions = nearest(text, (d.name for d in self.departements.values()))
        return Refused(
            _("Le département « %s » n'est pas connu : écrivez son code (30) ou son nom (Gard).")
            % text.strip()
            + did_you_mean(suggestions)
        )

    def _postal_code_for_departement(self, code: str) -> Refused:
        known = [self.departements[c] for c in _departement_of_postal_code(code) if c in self.departements]
        return Refused(
            _("« %s » n'est pas un code de département : il a deux ou trois caractères.") % code.upper()
            + did_you_mean([f"{d.code} ({d.name})" for d in known])
        )

    # Communes

    def commune_by_code(self, code: str) -> Commune:
        """Return the commune that bears an INSEE code, and nothing else."""
        code = fold(code).upper()
        code = code.zfill(5) if _SHORT_CODE.fullmatch(code) else code
        if found := self.communes.get(code):
            return found
        if heirs := self.former.get(code):
            return self._successor(heirs)
        raise Refused(_("Aucune commune ne porte le code INSEE « %s » : vérifiez-le.") % code)

    def commune(self, text: str, *, departement: Departement | None = None, postal_code: str = "") -> Commune:
        """Return the commune that a text means: a code, a name, "Nîmes (30)", "30000 Nîmes"."""
        text = _tidy(text)
        folded = fold(text)
        hint = _Hint(departement, fold(postal_code).upper())
        if not folded:
            raise Refused(_("La commune manque : écrivez son nom et son département, ou son code INSEE."))
        if _LONG_CODE.fullmatch(folded) or _SHORT_CODE.fullmatch(folded):
            return self._numbered(folded.upper().zfill(5), hint)
        named = self._named(folded)
        if not named and not self.former.get(squeeze(folded)):
            folded, hint = self._without_place(text, hint)
            named = self._named(folded)
        kept = self._kept(named, hint)
        if len(kept) == 1:
            return kept[0]
        former = [f for f in self.former.get(squeeze(folded), []) if self._kept([f.successor], hint)]
        if not kept and former:
            return self._successor(former)
        if named:
            raise self._homonyms(text, kept, named)
        raise self._unknown_commune(text, folded, hint)

    def _named(self, folded: str) -> list[Commune]:
        if match := _ARRONDISSEMENT.fullmatch(folded):
            city, number = match[1], int(match[2])
            return self.names.get(f"{city}{number}{'er' if number == 1 else 'e'}arrondissement", [])
        return self.names.get(folded.replace(" ", ""), [])

    def _without_place(self, text: str, hint: _Hint) -> tuple[str, _Hint]:
        """Return the name alone, and what the text says of the place: a code, or a département."""
        folded = fold(text)
        if match := _LONG_CODE.search(folded):
            return fold(_LONG_CODE.sub(" ", folded)), _Hint(hint.departement, match[1].upper())
        if match := _NAME_THEN_PLACE.match(text):
            return fold(match["name"]), _Hint(self.departement(match["place"]), hint.code)
        if match := _DEPARTEMENT_CODE.search(folded):
            place = self._departement_by_code(match[1].upper())
            return fold(_DEPARTEMENT_CODE.sub(" ", folded)), _Hint(place, hint.code)
        return folded, hint

    def _kept(self, communes: list[Commune], hint: _Hint) -> list[Commune]:
        """Keep the communes that are where the hint says."""
        if hint.departement is not None:
            communes = [c for c in communes if c.departement_id == hint.departement.pk]
        if not hint.code:
            return communes
        exact = [c for c in communes if c.code == hint.code or c.code in self.postal_codes.get(hint.code, ())]
        # Firms and town halls have postal codes of their own (CEDEX), which only tell the département.
        around = _departement_of_postal_code(hint.code)
        return exact or [c for c in communes if c.departement.code in around]

    def _numbered(self, code: str, hint: _Hint) -> Commune:
        """Return the commune of an INSEE code or, failing that, of a postal code that serves it alone."""
        served = self._kept([self.communes[c] for c in sorted(self.postal_codes.get(code, ()))], hint)
        served = [c for c in served if not c.is_arrondissement] or served
        coded = self.communes.get(code)
        if coded is not None and all(c == coded for c in served):
            return coded
        if coded is None and len(served) == 1:
            return served[0]
        if coded is None and not served:
            return self.commune_by_code(code)
        if coded is None:
            raise Refused(
                _(
                    "Le code postal %(code)s sert plusieurs communes : %(names)s. Écrivez le nom de la commune."
                )
                % {"code": code, "names": self._listed(served)}
            )
        raise Refused(
            _(
                "%(code)s est le code INSEE %(coded)s et le code postal d'une autre commune : %(names)s. "
                "Écrivez le nom de la commune."
            )
            % {"code": code, "coded": coded.genitive, "names": self._listed(served)}
        )

    def _successor(self, heirs: list[FormerCommune]) -> Commune:
        """Return the commune that has only changed code, or refuse a commune that no longer exists."""
        former = heirs[0]
        if former.folded == former.successor.folded:
            return former.successor
        names = list(dict.fromkeys(f"{h.successor.name} ({h.successor.code})" for h in heirs))
        if former.ended_on is None:
            sentence = _("La commune « %(old)s » (%(code)s) n'existe plus sous ce nom : écrivez %(new)s.")
        else:
            sentence = _(
                "La commune « %(old)s » (%(code)s) n'existe plus sous ce nom depuis le %(day)s : écrivez %(new)s."
            )
        day = formats.day(former.ended_on)
        values = {"old": former.name, "code": former.code, "day": day, "new": _(" ou ").join(names)}
        raise Refused(sentence % values)

    def _listed(self, communes: list[Commune]) -> str:
        names = [_shown(c) for c in sorted(communes, key=lambda c: -(c.population or 0))]
        more = len(names) - _SHOWN
        rest = [formats.counted(more, _("autre"), _("autres"))] if more > 0 else []
        return formats.listing([*names[:_SHOWN], *rest])

    def _homonyms(self, text: str, kept: list[Commune], named: list[Commune]) -> Refused:
        if kept:
            return Refused(
                _("Plusieurs communes s'appellent « %(name)s » : %(names)s. Précisez le département.")
                % {"name": text, "names": self._listed(kept)}
            )
        return Refused(
            _(
                "« %(name)s » n'est pas là où vous l'écrivez : %(names)s. Vérifiez le département ou le code postal."
            )
            % {"name": text, "names": self._listed(named)}
        )

    def _unknown_commune(self, text: str, folded: str, hint: _Hint) -> Refused:
        if hint.departement is not None:
            around = [c for c in self.communes.values() if c.departement_id == hint.departement.pk]
        else:
            around = self._alike.get(folded[:_ALIKE], [])
        shown = {fold(c.name): _shown(c) for c in around if c.is_current}
        close = get_close_matches(folded, shown, n=_SHOWN, cutoff=0.7)
        return Refused(
            _("La commune « %s » n'est pas connue : vérifiez son orthographe.") % text
            + did_you_mean([shown[key] for key in close])
        )


_kept: dict[tuple[str, int, str], Gazetteer] = {}  # one at most


def all_of_france() -> Gazetteer:
    """Return the whole gazetteer, read once for as long as the database holds the same edition; do not change it."""
    edition = Edition.objects.values_list("pk", "digest").last()
    if edition is None:
        return Gazetteer.load()
    key = (str(connection.settings_dict["NAME"]), *edition)
    if key not in _kept:
        _kept.clear()
        _kept[key] = Gazetteer.load()
    return _kept[key]


def find_departement(text: str) -> Departement:
    """Return the département that a text means, or refuse with the nearest ones."""
    return Gazetteer.load(Commune.objects.none()).departement(text)


def find_commune(text: str, departement: Departement | None = None, *, postal_code: str = "") -> Commune:
    """Return the commune that a text means, or refuse with the nearest ones; for many texts, use a Gazetteer."""
    tidy = _tidy(text)
    match = _NAME_THEN_PLACE.match(tidy)
    keys = {fold(tidy), fold(match["name"] if match else ""), fold(_LONG_CODE.sub(" ", fold(tidy)))}
    code = _LONG_CODE.search(fold(tidy))
    wanted = Q(folded__in=keys)
    if code:
        wanted |= Q(code=code[1].upper()) | Q(postal_codes__code=code[1])
    scope = Commune.objects.filter(pk__in=Commune.objects.filter(wanted).values("pk"))
    if departement is None and scope.exists():
        return Gazetteer.load(scope).commune(text, postal_code=postal_code)
    try:
        return Gazetteer.load(scope).commune(text, departement=departement, postal_code=postal_code)
    except Refused:
        # Only then is all of France read, to say what may have been meant.
        return Gazetteer.load().commune(text, departement=departement, postal_code=postal_code)
