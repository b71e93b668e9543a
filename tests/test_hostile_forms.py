"""Every form of the site, filled by someone who means it no good: never a fault, never a word written."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

import maillage
from maillage.common import documents
from maillage.common.acts import new_token
from maillage.network.models import Sitting
from tests.openings import ASKED, Field, Form, addresses, everyone, forms_of
from tests.rights import PLACES, ROWS
from tests.rights_world import AT, DAY, KINDS, World, build

# One worker makes the world once; what it found on PostgreSQL has its own tests, which are played there.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("hostile")]

CALM = {200, 302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429}
DONE = {302, 303}
HUGE = str(10**30)
MEGABYTE = "x" * 1_000_000
UNREADABLE = ("\x00", "Nadia\x00", "Nadia\x07\x1b[31m", MEGABYTE)
IMPOSSIBLE = {
    "text": UNREADABLE,
    "textarea": UNREADABLE,
    "email": (*UNREADABLE, "nadia", "nadia@exemple.fr\nBcc: tous@exemple.fr", HUGE),
    "tel": (*UNREADABLE, "-1", HUGE),
    "url": (*UNREADABLE, "javascript:alert(1)"),
    "number": ("-1", "-999999999", HUGE, "NaN", "1e400", "\x00"),
    "date": ("0001-01-01", "1066-10-14", "9999-12-31", "10000-01-01", "2016-02-30", "-1", HUGE, "\x00"),
    "time": ("25:99", "-1", HUGE, "\x00"),
    "select": ("n'importe quoi", "-1", HUGE, "\x00"),
    "radio": ("n'importe quoi", "-1", HUGE, "\x00"),
    "checkbox": ("n'importe quoi", "-1", HUGE, "signing:999999", "signing:x", "\x00"),
    # What a page carries for itself: whatever comes back, nothing breaks.
    "hidden": ("", "-1", HUGE, "abc", "\x00"),
    "submit": ("n'importe quoi", "\x00"),
}
# A box that says yes or no says yes, whatever it is worth.
UNASKABLE = ("\x00", "equipe:\x00", "x" * 5_000, HUGE, "-1", "0001-01-01")
# What every form carries for itself is tried on one of them.
OWN = ("form_token", "draft_key", "draft_next")
# Empty for people, filled by robots, who are thanked.
UNSEEN = {"csrfmiddlewaretoken", "courriel_bis"}
YES_OR_NO = ["on"]  # a box that says yes, whatever it is worth
# Mail programs stop a letter by themselves, without any cookie (RFC 8058); its address is signed. A partner comes with
# its key, not with a cookie. A choice of language is heard from our pages alone, known by their origin.
HEARD = {"unsubscribe", "api_enquiries", "choose_language"}
# A summary of what is to be corrected, both texts of a conflict, or why a draft is not kept.
SENTENCE = r'role="alert"|class="conflict|Ce brouillon'


@dataclass
class Doors:
    """Hold the pages of the site for someone who may do everything, and the forms that they hold."""

    world: World
    client: Client
    cookies: str
    addresses: dict[str, str]
    forms: list[Form]
    before: str

    def ask(self, verb: str, address: str, data: Any = None) -> Any:
        """Ask for something; nothing of it stays."""
        self.client.cookies = SimpleCookie(self.cookies)
        before = transaction.savepoint()
        try:
            with watched() as wrote:
                answer = getattr(self.client, verb)(address, *([data] if data else []))
            answer.changed = bool(wrote) and bool(self.before) and register() != self.before
            return answer
        finally:
            transaction.savepoint_rollback(before)
            cache.clear()


@pytest.fixture(scope="module")
def doors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Doors]:  # noqa: ARG001 - for its effect
    """Build the world once, and open each of its pages; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "compiled", lambda *_arguments, **_named: b"%PDF-")
        world = build()
        for row in ROWS.values():
            for place in PLACES if row.kind and KINDS[row.kind].subject else PLACES[:1]:
                if row.kind:
                    world.fill(row.kind, place)
        # A sitting that took place, with something to decide.
        Sitting.objects.filter(pk=world.sitting.pk).update(held_on=DAY)
        Sitting.objects.create(body="Comité", held_on=DAY, minutes="Lu.", closed_at=AT)
        client = Client(raise_request_exception=False)
        user = everyone(client, world)
        cookies = client.cookies.output(header="", sep=";")
        found = addresses(world, user)
        opened = Doors(world, client, cookies, found, [], "")
        opened.forms = list(_forms(opened))
        opened.before = register()
        yield opened
        transaction.set_rollback(True)


def _forms(doors: Doors) -> Iterator[Form]:
    """Yield each form that is sent, once."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for name, address in doors.addresses.items():
        page = address + ASKED.get(name, "")
        answer = doors.ask("get", page)
        assert answer.status_code < 500, page
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page, answer.content):
            key = (form.action, tuple(form.fields))
            if form.method == "post" and key not in seen:
                seen.add(key)
                yield form
    keys = {"draft_key": ["cle"], "draft_next": ["/"], "words": ["Quelques mots"]}
    yield Form("/", reverse("drafts"), "post", {n: Field(n, "hidden", held) for n, held in keys.items()})


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note what is written in the database, kept or not."""
    wrote: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own
        if re.match(r"\s*(?:INSERT|UPDATE|DELETE)", sql, re.IGNORECASE):
            wrote.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield wrote


def register() -> str:
    """Return the print of all that the house keeps, but for the geography."""
    told = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("maillage") and model._meta.app_label != "territory":
            rows = model._default_manager.order_by("pk").values_list()
            told.update(repr([model._meta.label, *rows]).encode())
    return told.hexdigest()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Hold what came back: the status, where it leads, what it says, whether the register changed."""

    status: int
    leads: str
    said: str
    changed: bool

    @property
    def fault(self) -> str:
        """Say what is wrong with an answer to what cannot be: nothing, when it is refused in words."""
        if self.status not in CALM:
            return "breaks"
        if self.changed:
            return "is written"
        if self.status in {409, 422} and not re.search(SENTENCE, self.said):
            return "is refused without a word"
        return ""


def asked(doors: Doors, verb: str, address: str, data: Any = None) -> Answer:
    """Return what comes back when something is asked."""
    answer = doors.ask(verb, address, data)
    return Answer(
        status=answer.status_code,
        leads=answer.headers.get("Location", ""),
        said="" if answer.streaming else answer.content.decode(errors="replace"),
        changed=answer.changed,
    )


def sent(doors: Doors, form: Form, **told: list[str]) -> Answer:
    """Send a form as a person would, but for some fields."""
    data = {**form.filled(), "form_token": [new_token()], **told}
    return asked(doors, "post", form.action, data)


def tried(doors: Doors, kind: str) -> Iterator[tuple[Form, Field]]:
    """Yield the fields of a kind, each with its form."""
    seen: set[str] = set()
    for form in doors.forms:
        for one in form.fields.values():
            if one.kind != kind or one.name in UNSEEN | seen or one.offered == YES_OR_NO:
                continue
            seen |= {one.name} & set(OWN)
            yield form, one


def faults_of(doors: Doors, attempts: Iterable[tuple[Form, Field, str]], *, kept: bool = False) -> list[str]:
    """Return what is wrong with the answers to what cannot be."""
    faults = []
    for form, one, value in attempts:
        answer = sent(doors, form, **{one.name: [value]})
        fault = answer.fault
        if fault and not (kept and fault == "is written"):
            faults.append(f"{form.action} {one.name} = {value[:20]!r} : {answer.status} {fault}")
    return faults


@pytest.mark.parametrize("kind", IMPOSSIBLE)
def test_what_cannot_be_is_refused_and_nothing_is_written(doors: Doors, kind: str) -> None:
    attempts = [(form, one, value) for form, one in tried(doors, kind) for value in IMPOSSIBLE[kind]]
    assert attempts
    # What a page carries for itself may be left aside, and the rest kept.
    faults = faults_of(doors, attempts, kept=kind in {"hidden", "submit"})
    assert faults == [], "\n".join(faults)


def test_what_one_chooses_is_what_is_offered(doors: Doors) -> None:
    """The keys of all that the house keeps, a closed sitting and foreign organisations included: none passes."""
    keys = {
        str(key)
        for model in apps.get_models()
        if model._meta.app_label in {"network", "accounts"}
        for key in model._default_manager.values_list("pk", flat=True)[:10]
    }
    attempts = [
        (form, one, f"{prefix}{key}")
        for kind in ("select", "radio", "checkbox")
        for form, one in tried(doors, kind)
        for prefix in sorted({re.sub(r"[0-9]+$", "", value) for value in one.offered if value[-1:].isdigit()})
        for key in sorted(keys - {value.removeprefix(prefix) for value in one.offered})
    ]
    assert len({one.name for _form, one, _value in attempts}) >= 6
    faults = faults_of(doors, attempts)
    assert faults == [], "\n".join(faults)


def test_a_form_that_is_filled_in_earnest_leads_on_or_says_what_lacks(doors: Doors) -> None:
    """The control of what precedes: many forms of these pages are carried out when they are filled well."""
    answers = {form.action: sent(doors, form) for form in doors.forms}
    assert {action: one.status for action, one in answers.items() if one.status not in CALM} == {}
    assert sum(one.changed for one in answers.values()) > 30


def test_no_form_leads_to_another_site(doors: Doors) -> None:
    """Whatever a page, or whoever made its address, asks for."""
    away = ("https://ailleurs.exemple/", "//ailleurs.exemple/", "/\\ailleurs.exemple/", "javascript:alert(1)")
    led = []
    for form in doors.forms:
        for place in away if {"next", "draft_next"} & form.fields.keys() else away[:1]:
            told = {name: [place] for name in ("next", "draft_next", "suite")}
            action = f"{form.action}{'&' if '?' in form.action else '?'}next={place}"
            answer = sent(doors, replace(form, action=action), **told)
            if answer.status not in CALM or "ailleurs" in answer.leads or "javascript" in answer.leads:
                led.append(f"{action} : {answer.status} {answer.leads}")
    assert led == []


def test_an_address_that_cannot_be_is_read_calmly(doors: Doors) -> None:
    """Whatever is asked in the address of a page: numbers, letters that no keyboard types, places that do not exist."""
    faults = []
    for page, given in sorted(questions(doors)):
        answer = asked(doors, "get", page, dict(given))
        if answer.status not in CALM or answer.changed:
            faults.append(f"{page} {[(name, value[:20]) for name, value in given]} : {answer.status}")
    assert faults == [], "\n".join(faults)


def questions(doors: Doors) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield pages with what may be asked of them in their address, one answer of which cannot be."""
    known = read_in_addresses()
    for name, page in doors.addresses.items():
        shown = doors.ask("get", page + ASKED.get(name, ""))
        is_page = shown.headers.get("Content-Type", "").startswith("text/html") and not shown.streaming
        forms = forms_of(page, shown.content if is_page else b"")
        usual = [dict(parse_qsl(ASKED.get(name, "")[1:]))]
        usual += [
            {key: held[0] for key, held in form.filled().items() if held}
            for form in forms
            if form.method == "get"
        ]
        for value in UNASKABLE:
            yield page, tuple(sorted(dict.fromkeys(known, value).items()))
            for given in usual:
                for key in given:
                    yield page, tuple(sorted({**given, key: value}.items()))


def read_in_addresses() -> set[str]:
    """Return the names that the house reads in the address of a page."""
    return {
        name
        for path in Path(maillage.__file__).parent.rglob("*.py")
        for name in re.findall(r"""(?:GET|asked)\.get\(["'](\w+)""", path.read_text(encoding="utf-8"))
    }


@pytest.fixture
def _nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes time and decides nothing here: the words of the pages."""
    monkeypatch.setattr(Template, "render", lambda *_arguments, **_named: "")


@pytest.mark.usefixtures("_nothing_is_printed")
def test_a_number_without_end_names_nothing(doors: Doors) -> None:
    faults = []
    for name, page in doors.addresses.items():
        address = re.sub(r"(?<=/)[0-9]+(?=/)", HUGE, page)
        for verb in ("get", "post"):
            answer = asked(doors, verb, address)
            if address != page and (answer.status not in {302, 404, 405} or answer.changed):
                faults.append(f"{verb} {name} : {answer.status}")
    assert faults == []


@pytest.mark.usefixtures("_nothing_is_printed")
@pytest.mark.parametrize("verb", ["head", "options", "put", "patch", "delete", "trace"])
def test_no_verb_but_the_sending_of_a_form_changes_anything(doors: Doors, verb: str) -> None:
    faults = []
    for name, page in doors.addresses.items():
        answer = asked(doors, verb, page)
        if answer.status not in CALM | {204, 501} or answer.changed:
            faults.append(f"{verb} {name} : {answer.status}")
    assert faults == []


def test_every_form_proves_that_it_was_opened_here(doors: Doors) -> None:
    """Without its token, nothing that is sent is heard: another site cannot make a person act without knowing."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    heard = {}
    for name, page in doors.addresses.items():
        strict.cookies = SimpleCookie(doors.cookies)
        before = transaction.savepoint()
        heard[name] = strict.post(page, {"form_token": new_token()}).status_code
        transaction.savepoint_rollback(before)
    # 405: what is only read hears nothing either.
    assert {name for name, status in heard.items() if status not in {403, 405}} == HEARD
