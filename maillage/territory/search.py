"""Search places while someone types: accents, hyphens, elisions, case and "St" do not matter."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from maillage.common.normalise import fold, one_slip
from maillage.territory.models import (
    Commune,
    Departement,
    Epci,
    FormerCommune,
    PlaceKind,
    PostalCode,
    Region,
    SearchTerm,
    TermRank,
)
from maillage.territory.perimeter import Perimeter

SHORTEST = 2
TOWN_POPULATION = 10_000
# Words that begin no useful term of their own: nobody looks for "sur-Mer".
_ARTICLES = frozenset(("l", "la", "le", "les"))
_LITTLE_WORDS = _ARTICLES | frozenset(
    (
        "a",
        "agglomeration",
        "au",
        "aux",
        "communaute",
        "communes",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "lez",
        "sur",
    )
)
_DIGITS = re.compile(r"\b(\d{2,5}|2[ab])\b")
_UNFINISHED_SAINT = re.compile(r"\b(st|ste)$")
_INSEE_CODE = re.compile(r"\d[0-9ab]\d{3}")
_ORDINAL = re.compile(r"\b(\d{1,2})i?eme\b")
_KIND_WORDS = {kind.label.lower(): kind for kind in PlaceKind}
_MODELS: dict[PlaceKind, type[Model]] = {
    PlaceKind.DEPARTEMENT: Departement,
    PlaceKind.REGION: Region,
    PlaceKind.EPCI: Epci,
}
_POSTAL_LENGTH = 5
_MANY = 8
# A place may answer under several terms (Paris has twenty-one postal codes).
_TERMS_A_PLACE = 8


@dataclass(frozen=True)
class Place:
    """Hold one answer of the search."""

    kind: str
    code: str
    pk: int
    name: str
    postal_code: str = ""
    departement: str = ""
    former_name: str = ""

    @property
    def label(self) -> str:
        """Return the line to show: Saint-Étienne (42000), Loire."""
        if self.kind == PlaceKind.COMMUNE:
            label = f"{self.name} ({self.postal_code})"
            if self.departement != self.name:
                label = f"{label}, {self.departement}"
            return f"{label} – {_('anciennement %s') % self.former_name}" if self.former_name else label
        if self.kind == PlaceKind.DEPARTEMENT:
            return f"{self.name} ({self.code}), {_('département')}"
        if self.kind == PlaceKind.REGION:
            return f"{self.name}, {_('région')}"
        return f"{self.name}, {_('intercommunalité')}"

    @property
    def perimeter(self) -> Perimeter:
        """Return the perimeter of this place."""
        return Perimeter(self.kind, self.code)


def key_of(folded: str) -> bytes:
    """Return the key of a folded text: without spaces, so that "l'haÿ", "l hay" and "lhay" are one."""
    return folded.replace(" ", "").encode()


def rank_of(weight: int) -> TermRank:
    """Return the rank of a name of a place, by its population."""
    return TermRank.TOWN if weight >= TOWN_POPULATION else TermRank.NAME


def terms_of(folded: str, weight: int) -> Iterator[tuple[bytes, TermRank]]:
    """Return the ways to begin typing a name: the whole, without its article, then from each of its words."""
    words = folded.split()
    rank = rank_of(weight)
    yield key_of(folded), rank
    for start, word in enumerate(words):
        if start and word not in _LITTLE_WORDS:
            # "Mans" is the whole name of a town for those who type it; "Saint" is not that of Le Saint.
            town = rank == TermRank.TOWN and start == 1 and words[0] in _ARTICLES
            yield "".join(words[start:]).encode(), TermRank.TOWN if town else TermRank.WORD


def _after(key: bytes) -> bytes:
    """Return the first key that does not begin with this one."""
    return key[:-1] + bytes([key[-1] + 1])


def _matching(keys: Iterable[bytes]) -> Q:
    condition = Q(pk__in=[])
    for key in keys:
        condition |= Q(key__gte=key, key__lt=_after(key))
    return condition


def _found(
    keys: list[bytes], within: Q, kinds: Collection[PlaceKind], limit: int
) -> list[tuple[PlaceKind, str, int]]:
    """Return the best places under some keys: the exact name, then its beginning, then one of its words."""
    keys = [key for key in keys if len(key) >= SHORTEST]
    if not keys:
        return []
    names = (TermRank.TOWN, TermRank.NAME)
    others = [rank for rank in TermRank if rank != TermRank.TOWN]
    steps = [Q(key__in=keys, rank__in=names), _matching(keys) & Q(rank=TermRank.TOWN)]
    steps.append(_matching(keys) & Q(rank__in=others))
    best: dict[tuple[PlaceKind, str], int] = {}
    for step in steps:
        rows = (
            SearchTerm.objects.filter(step, within, kind__in=kinds)
            .order_by("rank", "-weight", "kind", "code")
            .values_list("kind", "code", "rank")[: limit * _TERMS_A_PLACE]
        )
        for kind, code, rank in rows:
            best.setdefault((PlaceKind(kind), code), rank)
        if len(best) >= limit:
            break
    return [(kind, code, rank) for (kind, code), rank in best.items()][:limit]


def _keys(text: str) -> list[bytes]:
    """Return the keys of a text; "st" at its end may be Saint or the beginning of Strasbourg."""
    keys = [key_of(_ORDINAL.sub(r"\1e", fold(text)))]
    plain = text.lower().rstrip()
    if match := _UNFINISHED_SAINT.search(plain):
        keys.append(key_of(fold(plain[: match.start()])) + match[1].encode())
    return keys


def _postal(digits: str) -> Q:
    """Return the condition that a postal code begins with some digits; a range, whatever the collation."""
    return Q(code__gte=digits.ljust(_POSTAL_LENGTH, "0"), code__lte=digits.ljust(_POSTAL_LENGTH, "9"))


def _around(digits: str) -> Q:
    """Return the condition that a place has a postal code, or a département, that begins so."""
    if not digits.isdigit():
        return Q(code__startswith=digits.upper())
    served = PostalCode.objects.filter(_postal(digits)).values("commune__code")
    return Q(kind=PlaceKind.COMMUNE, code__in=served) | Q(kind=PlaceKind.DEPARTEMENT, code=digits)


def _split_place(folded: str) -> Iterator[tuple[str, Q]]:
    """Return each way to read the last words as a département: "saint denis reunion"."""
    words = folded.split()
    departements = list(Departement.objects.values_list("code", "folded"))
    for cut in range(len(words) - 1, 0, -1):
        tail = "".join(words[cut:])
        codes = [
            code
            for code, name in departements
            if name.replace(" ", "").startswith(tail) or name.removeprefix("la ").startswith(tail)
        ]
        if codes and len(tail) > SHORTEST:
            within = Q(pk__in=[])
            for code in codes:
                within |= Q(kind=PlaceKind.COMMUNE, code__startswith=code)
            yield " ".join(words[:cut]), within


def search_places(
    text: str, limit: int = 8, *, kinds: Collection[PlaceKind] = tuple(PlaceKind)
) -> list[Place]:
    """Return the places that a text may begin, best first."""
    everywhere = ~Q(pk__in=[])
    text, kinds = _without_kind(text, kinds)
    folded = fold(text)
    digits = _DIGITS.search(folded)
    found = _found(_keys(text), everywhere, kinds, limit)
    if digits and digits[0] != folded:
        name = folded[: digits.start()].strip() or folded[digits.end() :].strip()
        more = _found(_keys(name), _around(digits[0]), kinds, limit)
        return _places(list(dict.fromkeys([*found, *more]))[:limit], name, digits[0])
    if not found:
        for name, within in _split_place(folded):
            if found := _found([key_of(name)], within, kinds, limit):
                return _places(found, name, "")
    if not found and _INSEE_CODE.fullmatch(folded):
        codes = Commune.objects.filter(code=folded.upper()).values_list("code", flat=True)
        found = [(PlaceKind.COMMUNE, code, 0) for code in codes if PlaceKind.COMMUNE in kinds]
    return _places(found, folded, digits[0] if digits else "")


def near_places(text: str, limit: int = 3) -> list[Place]:
    """Return the places whose whole name is one slip of the finger from a text, the largest first."""
    folded = fold(_without_kind(text, tuple(PlaceKind))[0])
    keys = [slip.encode() for slip in sorted(one_slip(folded.replace(" ", "")))]
    rows = SearchTerm.objects.filter(key__in=keys, rank__in=(TermRank.TOWN, TermRank.NAME))
    told = rows.order_by("rank", "-weight", "kind", "code").values_list("kind", "code", "rank")
    best = {(PlaceKind(kind), code): rank for kind, code, rank in told[: limit * _TERMS_A_PLACE]}
    return _places([(kind, code, rank) for (kind, code), rank in best.items()][:limit], folded, "")


def _without_kind(text: str, kinds: Collection[PlaceKind]) -> tuple[str, Collection[PlaceKind]]:
    """Take "Loire (42), département" for the département alone, since that is how places are shown."""
    name, comma, kind = text.rpartition(",")
    only = _KIND_WORDS.get(kind.strip().lower()) if comma else None
    return (name, [only] if only in kinds else []) if only else (text.partition(" – ")[0], kinds)


def _places(found: list[tuple[PlaceKind, str, int]], folded: str, digits: str) -> list[Place]:
    """Return the answers in full, in the same order, in one query a kind."""
    codes: dict[PlaceKind, list[str]] = {}
    for kind, code, _rank in found:
        codes.setdefault(kind, []).append(code)
    former = [code for _kind, code, rank in found if rank == TermRank.FORMER]
    places = {(place.kind, place.code): place for kind in codes for place in _read(kind, codes[kind], digits)}
    if former:
        places |= _with_former_names(places, former, folded)
    return [places[kind, code] for kind, code, _rank in found]


def _read(kind: PlaceKind, codes: list[str], digits: str) -> Iterator[Place]:
    """Return some places of one kind."""
    if kind != PlaceKind.COMMUNE:
        for pk, code, name in (
            _MODELS[kind]._default_manager.filter(code__in=codes).values_list("pk", "code", "name")
        ):
            yield Place(kind=kind, code=code, pk=pk, name=name)
        return
    served: dict[int, list[str]] = {}
    postal = PostalCode.objects.filter(commune__code__in=codes)
    for commune, postal_code in postal.order_by("code").values_list("commune", "code"):
        served.setdefault(commune, []).append(postal_code)
    columns = ("pk", "code", "name", "departement__code", "departement__name")
    for pk, code, name, departement, departement_name in (
        Commune.objects.filter(code__in=codes).order_by().values_list(*columns)
    ):
        mine = served.get(pk, [])
        typed = [one for one in mine if len(digits) > SHORTEST and one.startswith(digits)]
        # One postal code says where a town is; the twenty-one of Paris say nothing more than its département.
        postal_code = typed[0] if typed else mine[0] if 0 < len(mine) <= _MANY else departement
        yield Place(kind, code, pk, name, postal_code, departement_name)


def _with_former_names(
    places: dict[tuple[str, str], Place], codes: list[str], folded: str
) -> dict[tuple[str, str], Place]:
    """Return the places found by a former name, with that name."""
    named: dict[tuple[str, str], Place] = {}
    for former in FormerCommune.objects.filter(successor__code__in=codes).select_related("successor"):
        if key_of(former.folded).startswith(key_of(folded)):
            key = (PlaceKind.COMMUNE, former.successor.code)
            named[key] = replace(places[key], former_name=former.name)
    return named
