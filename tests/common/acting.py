"""A form to try: a note that several people edit, at an address of its own beside those of the site."""

from pathlib import Path
from typing import ClassVar

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from config.urls import urlpatterns as of_the_site
from maillage.common.acts import carry_out
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import Day, Line, Paragraph, VersionedForm
from maillage.common.mail import To, queue
from maillage.common.versions import Versioned, lock_version

TABLE = """
CREATE TABLE tests_note (
    id bigint PRIMARY KEY, version integer NOT NULL, saved_at timestamp NULL, saved_by_id bigint NULL,
    title varchar(200) NOT NULL, text text NOT NULL, day date NULL
)
"""


TEMPLATE = """{% extends "work.html" %}{% block title %}Note{% endblock %}
{% block content %}<h1>La note de la réunion</h1>{% error_summary form %}
<form method="post" novalidate>{% csrf_token %}{% form_token %}{% for bound in form %}{% field bound %}{% endfor %}
<div class="actions"><button class="button">Enregistrer</button>{% draft_buttons %}</div></form>{% endblock %}"""


@pytest.fixture
def acting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample form find its page, on the engine that refuses undefined variables."""
    (tmp_path / "note.html").write_text(TEMPLATE)
    engine = engines["django"].engine  # type: ignore[attr-defined] # the engine of Django's backend
    monkeypatch.setattr(engine, "dirs", [str(tmp_path)])


class Note(Versioned):
    """Hold a text with a title."""

    id = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    day = models.DateField(null=True)

    objects: ClassVar[models.Manager["Note"]] = models.Manager()

    class Meta:
        app_label = "essais"
        db_table = "tests_note"

    def __str__(self) -> str:
        return self.title


def create_note() -> Note:
    """Create the table of notes, and one note in it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS tests_note")
        cursor.execute(TABLE)
    return Note.objects.create(pk=1, title="Réunion", text="Nous étions six.")


class NoteForm(VersionedForm):
    """Ask for a note."""

    title = Line(label="Titre")
    text = Paragraph(label="Texte")
    day = Day(label="Jour", required=False)


def edit(note: Note, *, form: NoteForm, by: Author) -> Note:
    """Write the note again."""
    said = form.cleaned_data
    if said["title"] == "Interdit":
        raise Refused("Ce titre est réservé : choisissez-en un autre.")
    with transaction.atomic():
        current = lock_version(note, said["version"])
        current.title, current.text, current.day = said["title"], said["text"], said["day"]
        current.next_version(by)
        current.save()
        queue(
            To(email="secretaire@exemple.fr"),
            subject="Une note a changé",
            text=current.text,
            kind="note",
            because="Vous tenez le secrétariat.",
            at=by.at,
        )
    return current


def note(request: HttpRequest) -> HttpResponse:
    """Edit the note."""
    read = Note.objects.get()
    initial = {"title": read.title, "text": read.text, "day": read.day, "version": read.version}
    form = NoteForm(request.POST or None, initial=initial)
    user = request.user if request.user.is_authenticated else None
    by = Author(at=timezone.now(), user=user)
    return carry_out(
        request,
        form,
        template="note.html",
        do=lambda: edit(read, form=form, by=by),
        then=lambda done: f"/fait/{done.version}/",
        said=lambda done: f"La note « {done.title} » est enregistrée.",
        draft="note:1",
    )


class LineForm(VersionedForm):
    """Ask for a name."""

    name = Line(label="Nom")


def public(request: HttpRequest) -> HttpResponse:
    """Leave one's name."""
    form = LineForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="note.html",
        do=lambda: queue(
            To(email="accueil@exemple.fr", name=form.cleaned_data["name"]),
            subject="Un nom",
            text="Bonjour",
            kind="nom",
            because="Vous tenez l'accueil.",
            at=timezone.now(),
        ),
        then=lambda _message: "/fait/1/",
        draft="public",
    )


def done(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer."""
    return HttpResponse(f"fait {number}")


urlpatterns = [
    path("note/", note),
    path("public/", login_not_required(public)),
    path("fait/<int:number>/", login_not_required(done)),
    *of_the_site,
]
