"""The methods behind experiments, as docs/methodes tells them: one text for those who read it here and there."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt

METHODS = {
    "deploiement-progressif": gettext_lazy("Le déploiement progressif"),
    "effets": gettext_lazy("Les effets, leurs intervalles, ce qu'ils prouvent"),
    "echelles": gettext_lazy("Les échelles"),
}
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_NEIGHBOUR = re.compile(r"\]\(([\w-]+)\.md\)")


@dataclass(frozen=True, kw_only=True)
class Method:
    """Hold the text of a method: its title, and the whole as HTML."""

    title: str
    text: SafeString


def method(code: str) -> Method | None:
    """Return a method by its code; nothing where there is none, or where the texts were not installed."""
    found = _written(code) if code in METHODS else ""
    if not found:
        return None
    text = _NEIGHBOUR.sub(lambda near: f"]({reverse('experiment_method', args=[near[1]])})", found)
    html = _READER.render(text).replace(
        "<pre>", '<pre tabindex="0">'
    )  # it scrolls: the keyboard must reach it
    region = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{_("Tableau")}"><table>'
    html = html.replace("<table>", region).replace("</table>", "</table></div>")
    title = text.partition("\n")[0].removeprefix("# ")
    return Method(title=title, text=SafeString(html))  # our own text, whose marks are escaped


@cache
def _written(code: str) -> str:
    """Return the text of a method as it is written, or nothing where it is not installed."""
    path = settings.BASE_DIR / "docs" / "methodes" / f"{code}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
