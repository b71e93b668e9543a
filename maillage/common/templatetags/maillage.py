"""Filters and components that every template may use."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from maillage.common import formats, navigation
from maillage.common.audit import audit
from maillage.common.components import Crumb, Download, Item, Key, Mark, Step, Tab
from maillage.common.exports import LABELS
from maillage.common.mail import Batch, site_link

register = template.Library()

# What a component gives to its template; its values are as many as its arguments.
Given = dict[str, Any]

register.filter("number", formats.number)
register.filter("exact", formats.exact)
register.filter("euros", formats.euros)
register.filter("percent", formats.percent)
register.filter("change", formats.change)
register.filter("day", formats.day)
register.filter("long_day", formats.long_day)
register.filter("short_day", formats.short_day)
register.filter("hour", formats.hour)
register.filter("moment", formats.moment)
register.filter("unknown", formats.unknown)
register.filter("listing", formats.listing)
register.filter("typo", formats.typo)
register.filter("telephone", formats.telephone)
register.filter("telephone_link", formats.telephone_link)


# What would end the block of data, or be read as markup: written as JSON writes any letter.
IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(data: Mapping[str, object]) -> SafeString:
    """Write what a page says to machines (JSON-LD); a block of data, which no browser runs."""
    written = json.dumps(data, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))  # noqa: S308 - escaped just above


@register.filter
def plural(count: formats.Numeric, forms: str) -> str:
    """Choose the form that agrees: {{ n|plural:"équipe,équipes" }}."""
    singular, plural_form = forms.split(",")
    return formats.plural(count, singular, plural_form)


@register.filter
def counted(count: formats.Numeric | None, forms: str) -> str:
    """Write a number with its noun: {{ n|counted:"équipe,équipes" }}."""
    singular, plural_form = forms.split(",")
    return formats.counted(count, singular, plural_form)


@register.filter
def elide(name: str, word: str) -> str:
    """Put a small word before a name: {{ name|elide:"de" }}."""
    return formats.elide(word, str(name))


@register.simple_tag
def mobilisation() -> dict[str, str]:
    """Return the name and contact of the mobilisation, where no request is at hand."""
    branding: dict[str, str] = settings.BRANDING
    return branding


@register.simple_tag
def site_address() -> str:
    """Return the address of the site, from the settings, where the one asked for cannot be trusted."""
    return site_link("/")


@register.simple_tag
def conformity() -> str:
    """Say how accessible the site declares itself today: « partiellement conforme »."""
    return str(audit().conformity(timezone.localdate()).label)


@register.inclusion_tag("components/menu.html", takes_context=True)
def main_menu(context: Context) -> Given:
    """Print the main menu, with the current page marked."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)  # a refusal may come before anybody was read
    signed_in = bool(user and user.is_authenticated)
    return {"links": navigation.links(request.path if request else "", signed_in=signed_in)}


@register.inclusion_tag("components/figure_card.html")
def figure_card(
    sentence: str,
    *,
    figure: str = "",
    change: str = "",
    as_of: dt.date | None = None,
    source: str = "",
    because: str = "",
    records_url: str = "",
    records: int | None = None,
    definition_url: str = "",
    chart: str = "",
) -> Given:
    """Print a figure as a sentence; "figure" is the part of it to set large."""
    before, found, after = sentence.partition(figure) if figure else ("", "", sentence)
    return {
        "before": before,
        "figure": found,
        "after": after,
        "change": change,
        "as_of": as_of,
        "source": source,
        "because": because,
        "records_url": records_url,
        "records": records,
        "definition_url": definition_url,
        "chart": chart,
    }


@register.inclusion_tag("components/stage_track.html")
def stage_track(steps: Sequence[Step], *, label: str = "", missing: str = "", next_label: str = "") -> Given:
    """Print stages as a line of dots with their dates, and what is missing for the next one."""
    return {"steps": steps, "label": label, "missing": missing, "next_label": next_label}


@register.inclusion_tag("components/date_form.html")
def date_form(
    au: dt.date,
    *,
    marks: Iterable[Mark] = (),
    first: dt.date | None = None,
    last: dt.date | None = None,
    keep: Iterable[tuple[str, str]] = (),
    today_url: str = "?",
) -> Given:
    """Print the choice of a day: a date field, marked dates as links, a slider when there is JavaScript."""
    return {
        "au": au,
        "marks": list(marks),
        "first": first,
        "last": last,
        "keep": list(keep),
        "today_url": today_url,
    }


@register.inclusion_tag("components/range.html")
def range_field(
    name: str,
    value: int,
    *,
    label: str,
    least: int,
    most: int,
    unit: str = "",
    step: int = 1,
    marks: Iterable[int] = (),
) -> Given:
    """Print a slider of numbers: its value is said beside it, and moves with it when there is JavaScript."""
    return {
        "name": name,
        "value": value,
        "label": label,
        "least": least,
        "most": most,
        "unit": unit,
        "step": step,
        "marks": list(marks),
    }


@register.inclusion_tag("components/tabs.html")
def tabs(entries: Sequence[Tab], *, label: str) -> Given:
    """Print views of the same things as links, the current one marked."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(crumbs: Sequence[Crumb]) -> Given:
    """Print where this page is."""
    return {"crumbs": crumbs}


@register.inclusion_tag("components/pagination.html")
def pagination(page: "Page[Any]", *, query: str = "") -> Given:
    """Print the way to the other pages of a list; "query" is what the addresses keep, without "page"."""
    return {"page": page, "prefix": f"?{query}&page=" if query else "?page="}


@register.inclusion_tag("components/definitions.html")
def definitions(items: Sequence[Item]) -> Given:
    """Print terms and values; what is unknown says why."""
    return {"items": items}


@register.inclusion_tag("components/legend.html")
def legend(keys: Sequence[Key], *, label: str) -> Given:
    """Print the words of the colours of a map or a chart."""
    return {"keys": keys, "label": label}


@register.inclusion_tag("components/empty.html")
def empty_state(sentence: str, *, action: str = "", url: str = "") -> Given:
    """Say what will be here, and the one thing to do now."""
    return {"sentence": sentence, "action": action, "url": url}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> Given:
    """Print the errors of a form on top of it, each with a link to its field."""
    return {"form": form}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> Given:
    """Print a field: label, hint, error, control, in this order."""
    return {"field": bound}


@register.inclusion_tag("components/form_token.html", takes_context=True)
def form_token(context: Context) -> Given:
    """Print, inside a form, what makes it count once, and the line of its draft."""
    names = ("form_token_value", "draft_key", "draft_kept", "draft_next")
    return {name: context.get(name) for name in names}


@register.inclusion_tag("components/draft_buttons.html", takes_context=True)
def draft_buttons(context: Context) -> Given:
    """Print, after the button that sends, those that keep and forget the draft; nothing where none is kept."""
    return {name: context.get(name) for name in ("draft_key", "draft_kept")}


@register.inclusion_tag("components/recipients.html")
def recipients(batch: Batch) -> Given:
    """Print who will get what, and why, before it is sent."""
    return {"batch": batch}


@register.inclusion_tag("components/downloads.html")
def downloads(files: Sequence[Download], *, label: str = "") -> Given:
    """Print documents to take away, as buttons."""
    return {"files": files, "label": label}


@register.inclusion_tag("components/take_away.html")
def take_away(*, label: str = "") -> Given:
    """Print the buttons that take away a list that names people: the page itself answers, and notes it."""
    return {"kinds": LABELS.items(), "label": label}


@register.inclusion_tag("components/place_search.html")
def place_search(
    action: str,
    *,
    value: str = "",
    suggestions_url: str = "",
    create_url: str = "",
    error: str = "",
    autofocus: bool = False,
) -> Given:
    """Print the field "Votre commune ou code postal" and its two buttons."""
    return {
        "action": action,
        "value": value,
        "suggestions_url": suggestions_url,
        "create_url": create_url,
        "error": error,
        "autofocus": autofocus,
    }


@register.simple_block_tag
def notice(content: SafeString, *, kind: str = "info", title: str = "") -> str:
    """Wrap words that must be seen: info, done, waiting or refused."""
    return render_to_string("components/notice.html", {"content": content, "kind": kind, "title": title})


@register.simple_block_tag
def data_table(content: SafeString, *, caption: str, note: str = "") -> str:
    """Wrap the rows of a table: its caption above, its own scroll on a narrow screen, a note under it."""
    given = {"content": content, "caption": caption, "note": note}
    return render_to_string("components/data_table.html", given)


@register.simple_block_tag
def map_block(content: SafeString, *, title: str, entries: Sequence[Tab] = (), note: str = "") -> str:
    """Wrap a list ("map-list") and a picture ("map-picture"), with the views of them as tabs."""
    given = {"content": content, "title": title, "entries": entries, "note": note}
    return render_to_string("components/map_block.html", given)
