"""Read what a page says to machines, and hold it to the vocabulary of schema.org: types, properties, what they take."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec_schemaorg.models as schema_org

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_NAMES = re.compile(r"[A-Z]\w+")


def block_of(page: str) -> dict[str, Any]:
    """Return the only block of linked data of a page, once the vocabulary has taken all of it."""
    (written,) = _BLOCK.findall(page)
    block: dict[str, Any] = json.loads(written)
    assert block.pop("@context") == "https://schema.org"
    assert not [mistake for node in block.get("@graph", [block]) for mistake in mistakes_in(node)]
    return block


def mistakes_in(node: dict[str, Any]) -> Iterator[str]:
    """Yield what the vocabulary does not know: a type, a property of that type, a value of another type."""
    model = getattr(schema_org, node["@type"], None)
    if model is None:
        yield f"{node['@type']} is not a type"
        return
    for name, value in node.items():
        if name not in model.__struct_encode_fields__:
            yield f"{node['@type']} has no {name}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                taken = _taken(model, name)
                above = {parent.__name__ for parent in getattr(schema_org, one["@type"], object).__mro__}
                if not taken & above:
                    yield f"{node['@type']}.{name} takes {sorted(taken)}, not {one['@type']}"
                yield from mistakes_in(one)


def _taken(model: type, name: str) -> set[str]:
    """Return the types that a property takes."""
    written = [vars(kind).get("__annotations__", {}) for kind in model.__mro__]
    told = next((annotations[name] for annotations in written if name in annotations), "")
    return set(_NAMES.findall(told)) - {"Union", "List", "None"}
