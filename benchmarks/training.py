"""The last seat of a training, asked for by sixty-four people at once through the real server, on SQLite.

Run with: python -m benchmarks.training
2,000 teams, 1,000 organisations, all the communes of France, a session in the Nord.
It means little on a machine that is busy elsewhere: the load before the sending is printed beside.
Each opens the form, and all send it at the same moment: one sits, the others wait, each at a rank of their own.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

CLIENTS, LIMIT = 64, 1.5
HOST, PORT = "127.0.0.1", 8898
TOKENS = re.compile(r'name="(csrfmiddlewaretoken|form_token)" value="([\w-]+)"')


def main() -> None:
    """Open a session with one seat left, let everybody ask for it, and compare with the limit."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DATABASE_URL=f"sqlite:///{Path(folder) / 'banc.sqlite3'}",
            MAILLAGE_VAR=folder,
            MAILLAGE_HTTPS="0",
            MAILLAGE_PROXY="1",  # each comes from an address of their own, as the proxy says
            MAILLAGE_DEBUG="",
            MAILLAGE_SECRET_KEY="banc-d-essai" * 5,
            DJANGO_SETTINGS_MODULE="benchmarks.portal_settings",
        )
        import django

        django.setup()
        session = _prepare()
        load = os.getloadavg()[0]
        with _served():
            spent, statuses = _everybody_asks(f"/formations/{session}/inscription/")
        print(f"charge de la machine : {load:.1f} pour {os.cpu_count()} cœurs")
        _compare(session, spent, statuses)


def _prepare() -> int:
    """Write a session of which all the seats but one are taken; return its number."""
    import datetime as dt

    from django.core.management import call_command
    from django.utils import timezone

    from benchmarks.network import build
    from maillage.common.facts import Author
    from maillage.network.operations import NewCooperation, found_cooperations
    from maillage.supports.models import Curriculum, CurriculumVersion, HalfDay, TrainingSession
    from maillage.supports.operations.training_enrolments import Asking, enrol
    from maillage.territory.models import Departement

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    build(organisations=1_000, teams=2_000, carryings=1_000, coverages=10_000)
    call_command("collectstatic", interactive=False, verbosity=0)
    now, today = timezone.now(), timezone.localdate()
    by = Author(at=now, role="maison")
    (cooperation,) = found_cooperations([NewCooperation(name="Coopération")], by=by)
    curriculum = Curriculum.objects.create(name="Aller vers", slug="aller-vers", variant="socle")
    taught = CurriculumVersion.objects.create(curriculum=curriculum, number="1", adopted_on=today)
    session = TrainingSession.objects.create(
        cooperation=cooperation,
        taught=taught,
        departement=Departement.objects.get(code="59"),
        capacity=20,
    )
    HalfDay.objects.create(
        session=session,
        on=today + dt.timedelta(days=30),
        moment="matin",
        starts_at=dt.time(9),
        ends_at=dt.time(12),
    )
    for rank in range(19):
        enrol(session, Asking(name=f"Personne {rank}", email=f"avant{rank}@exemple.fr"), on=today, by=by)
    return session.pk


@contextmanager
def _served() -> Iterator[None]:
    """Serve the site as "maillage serve" does, until the measures are taken."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen([*command, "--bind", f"{HOST}:{PORT}", "--workers", "2"])
    try:
        for _try in range(100):
            try:
                _ask("GET", "/vide/", {})
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def _ask(
    verb: str, address: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, str, str, str]:
    """Return the status of an answer, its text, where it leads and its cookies."""
    line = http.client.HTTPConnection(HOST, PORT, timeout=60)
    line.request(verb, address, body=body, headers={"Accept-Language": "fr", **headers})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text, answer.headers.get("Location", ""), answer.headers.get("Set-Cookie", "")


def _everybody_asks(address: str) -> tuple[list[float], list[int]]:
    """Let everybody open the form, then send it at once; return how long each waited, and what they were answered."""
    together, lock = threading.Barrier(CLIENTS, timeout=60), threading.Lock()
    spent: list[float] = []
    statuses: list[int] = []

    def come(who: int) -> None:
        mine = {"X-Forwarded-For": f"192.0.2.{who + 1}"}
        _status, page, _where, cookie = _ask("GET", address, mine)
        typed = dict(TOKENS.findall(page)) | {
            "name": f"Personne pressée {who}",
            "email": f"pressee{who}@exemple.fr",
            "consent": "on",
        }
        sent = {
            **mine,
            "Cookie": cookie.partition(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        together.wait()
        start = time.perf_counter()
        status, *_rest = _ask("POST", address, sent, urlencode(typed))
        with lock:
            spent.append(time.perf_counter() - start)
            statuses.append(status)

    clients = [threading.Thread(target=come, args=(who,)) for who in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return spent, statuses


def _compare(session: int, spent: list[float], statuses: list[int]) -> None:
    """Say how long it took, and refuse one seat too many, a rank given twice, an answer that is no answer."""
    from maillage.supports.models import Enrolment, TrainingSession

    held = TrainingSession.objects.seated().get(pk=session)
    ranks = [Enrolment.objects.rank_of(row) for row in Enrolment.objects.waiting()]
    p95 = sorted(spent)[int(len(spent) * 0.95)]
    print(
        f"{CLIENTS} envois à la fois : p95 {p95:.2f} s, {p95 / LIMIT:.2f} × la limite de {LIMIT} s ; "
        f"{held.taken} places prises sur {held.capacity}, {held.queueing} personnes en attente"
    )
    assert statuses == [http.client.SEE_OTHER] * CLIENTS
    assert (held.taken, held.queueing) == (held.capacity, CLIENTS - 1)
    assert ranks == list(range(1, CLIENTS))
    assert p95 <= LIMIT


if __name__ == "__main__":
    main()
