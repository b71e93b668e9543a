"""Every act leaves a line in the journal: held on the source of the operations themselves."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import maillage

HOUSE = Path(maillage.__file__).parent
# What writes without a line of its own, each with its reason. Nothing else may.
_IMPORTED = "bulk: an import leaves one line for the whole file, and its acts at work leave theirs"
_PART = "a part of acts, each of which leaves its line"
QUIET: Mapping[str, str] = {
    "found_teams": _IMPORTED,
    "enter_team_stage": _IMPORTED,
    "carry": _IMPORTED,
    "sign": _IMPORTED,
    "sign_all": _IMPORTED,
    "found_cooperations": _IMPORTED,
    "enter_stage": _IMPORTED,
    "cover": _IMPORTED,
    "cover_all": _IMPORTED,
    "enrol": _IMPORTED,
    "affiliate": _IMPORTED,
    "admit": "no page does it yet: it enters the members of the association with their register",
    "change_situation": _PART,
    "end_fact": _PART,
    "record": "it is the journal",
    "try_code": "counts a wrong guess; the invitation that opens leaves its line when it is accepted",
    "send_code": "writes to the outbox, which is a log: who got what, when and why",
    "answer_unknown_address": "writes to the outbox, which is a log: who got what, when and why",
}


@dataclass(frozen=True)
class Written:
    """Hold a function of the operations: whether it is an act, and what it calls."""

    name: str
    where: str
    is_act: bool
    calls: frozenset[str]


def operations() -> Iterator[Written]:
    """Yield the functions of the operations of people and of the network."""
    for domain in ("accounts", "network"):
        for path in sorted((HOUSE / domain / "operations").glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    yield Written(
                        name=node.name,
                        where=f"{path.relative_to(HOUSE)}:{node.lineno}",
                        is_act=node.name[0] != "_"
                        and any(ast.unparse(one) == "transaction.atomic" for one in node.decorator_list),
                        calls=frozenset(_called(node)),
                    )


def _called(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def recording(functions: list[Written]) -> set[str]:
    """Return the names of what leaves a line, by itself or through what it calls."""
    found = {"record"}
    while True:
        more = {one.name for one in functions if one.calls & found} | found
        if more == found:
            return found
        found = more


def test_every_act_leaves_a_line_in_the_journal() -> None:
    functions = list(operations())
    acts = [one for one in functions if one.is_act]
    assert len(acts) > 100
    told = recording(functions) - set(QUIET)
    assert [one.where for one in acts if one.name not in told | set(QUIET)] == []


def test_what_is_quiet_is_there_and_leaves_no_line() -> None:
    functions = list(operations())
    acts = {one.name for one in functions if one.is_act}
    assert set(QUIET) - acts == set()
    assert set(QUIET) & (recording(functions) - {"record"}) == set()


def test_an_import_leaves_a_line() -> None:
    """What is quiet because of the line of its import is called by the imports, or by an act."""
    imports = "\n".join(path.read_text(encoding="utf-8") for path in (HOUSE / "imports").rglob("*.py"))
    functions = list(operations())
    told = recording(functions)
    for name, reason in QUIET.items():
        acts = {one.name for one in functions if name in one.calls and one.name in told}
        if reason in {_IMPORTED, _PART}:
            assert acts or name in imports, name
    assert "record(" in imports
