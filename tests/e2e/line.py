"""A line between a browser and the site, that a test cuts and mends: no network at all, for pages and workers."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 65536


class Line:
    """Carry what goes between a port of its own and the site, while it is not cut."""

    def __init__(self, site: str) -> None:
        at = urlsplit(site)
        self._site = (at.hostname or "localhost", at.port or 80)
        self._port = 0
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self.mend()

    @property
    def url(self) -> str:
        """Return the address of the site by this line."""
        return f"http://localhost:{self._port}"

    def mend(self) -> None:
        """Let everything pass again, at the same address."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(64)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Let nothing pass any more, and drop what was passing."""
        listener, self._listener = self._listener, None
        for one in (listener, *self._open):
            if one is not None:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while self._listener is listener:
            try:
                here, _address = listener.accept()
                there = socket.create_connection(self._site)
            except OSError:
                return
            self._open |= {here, there}
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(CHUNK):
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """Open a line to a site, and cut it for good at the end."""
    line = Line(site)
    try:
        yield line
    finally:
        line.cut()
