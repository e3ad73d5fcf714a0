"""Somebody who takes webhooks on this machine, and answers as they are told to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import monotonic, sleep

PATIENCE = 30  # seconds
SECRET = b"a secret of the tests"


class Desk(HTTPServer):
    """What was posted, and the answers that are still to be given (then: 204)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.before_answering: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks/desk"

    @property
    def entries(self) -> list[int]:
        """The positions of the entries that were posted."""
        return [int(json.loads(body)["sequence"]) for _, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    server: Desk

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.before_answering()
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_desk() -> Iterator[Desk]:
    """Open a desk."""
    with Desk() as desk:
        worker = Thread(target=desk.serve_forever, args=(0.02,))
        worker.start()
        try:
            yield desk
        finally:
            desk.shutdown()
            worker.join(PATIENCE)


def until(holds: Callable[[], bool]) -> None:
    """Wait for something, but not for ever."""
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end
        sleep(0.02)
