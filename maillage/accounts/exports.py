"""The table of the roles, as a lawyer reads it: the page /droits/ and docs/droits.md print the same sheets."""

from dataclasses import dataclass

from django.utils import translation

from maillage.accounts.roles import (
    GIVEN_ON,
    GIVES,
    GRANTED,
    REACHED,
    STRONG,
    WORN_ON,
    PerimeterKind,
    Right,
    Role,
    rights_of,
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Hold what the table says of one role, in words."""

    role: Role
    strong: bool
    places: tuple[str, ...]
    rights: tuple[str, ...]
    gives: tuple[str, ...]
    given_by: tuple[str, ...]


def sheets() -> list[Sheet]:
    """Return one sheet a role, in the order of the table."""
    return [
        Sheet(
            role=role,
            strong=role in STRONG,
            places=tuple(str(kind.label) for kind in PerimeterKind if kind in WORN_ON[role]),
            rights=tuple(str(right.label) for right in rights_of(role)),
            gives=tuple(given_words(role)),
            given_by=tuple(str(other.label) for other in Role if role in GIVES.get(other, ())),
        )
        for role in Role
    ]


def given_words(role: Role) -> list[str]:
    """Return the roles that a role gives, each with where."""
    kinds = frozenset().union(*(GIVEN_ON.get(kind, frozenset()) for kind in WORN_ON[role]))
    return [
        f"{given.label} ({', '.join(str(kind.label) for kind in PerimeterKind if kind in WORN_ON[given] & kinds)})"
        for given in Role
        if given in GIVES.get(role, ())
    ]


def matrix() -> list[tuple[Right, list[bool]]]:
    """Return, for each right, who has it, in the order of the roles."""
    return [(right, [role in GRANTED[right] for role in Role]) for right in Right]


def markdown() -> str:
    """Return docs/droits.md, in French."""
    with translation.override("fr"):
        return "\n".join(_lines()) + "\n"


def _lines() -> list[str]:
    lines = [
        "# Qui peut faire quoi",
        "",
        "Cette page est imprimée depuis `maillage/accounts/roles.py` par `maillage roles` : on ne la corrige pas",
        "à la main. Le site montre le même tableau à l'adresse `/droits/`.",
        "",
        "Une personne porte un ou plusieurs rôles, chacun à un endroit, d'un jour à un autre. Ses droits sont la",
        "somme de ses rôles. Un rôle terminé ne compte plus dès la page suivante. Ce qui est hors de portée n'existe",
        "pas pour elle (page introuvable). Ce qui est clos se lit encore et ne se modifie plus. Chaque acte laisse",
        "une ligne au journal : qui, sous quel rôle, quand, pourquoi.",
        "",
        "## Ce qu'un endroit recouvre",
        "",
        "| Le rôle est porté sur | Il s'étend à |",
        "|---|---|",
        *(f"| {kind.label} | {REACHED[kind]} |" for kind in PerimeterKind),
        "",
        "## Le tableau",
        "",
        "| | " + " | ".join(f"R{number}" for number, _role in enumerate(Role, 1)) + " |",
        "|---|" + "---|" * len(Role),
        *(
            f"| {right.label} | " + " | ".join("oui" if has else "–" for has in row) + " |"
            for right, row in matrix()
        ),
        "",
        *(f"- **R{number}** : {role.label}" for number, role in enumerate(Role, 1)),
        "",
        "## Rôle par rôle",
    ]
    for sheet in sheets():
        lines += ["", f"### {str(sheet.role.label).capitalize()}", ""]
        if sheet.strong:
            lines += ["Ne compte qu'après un second facteur (clé d'accès ou application de codes).", ""]
        lines += [f"- Se porte sur : {', '.join(sheet.places)}."]
        lines += ["- Peut :", *(f"  - {right} ;" for right in sheet.rights[:-1]), f"  - {sheet.rights[-1]}."]
        if sheet.gives:
            lines += [f"- Donne, à sa propre portée : {' ; '.join(sheet.gives)}."]
        lines += [f"- Est donné par : {', '.join(sheet.given_by)}."]
    return lines
