"""A witness that answers over HTTP (C2SP tlog-witness), by the server of the standard library."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sitlog.store.evidence.witness import ADD_CHECKPOINT, FINE, LARGEST_REQUEST, Reply, Witness

PATIENCE = 10  # seconds for a request to arrive


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness at an address; port 0 takes any that is free."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        super().__init__(address, _Handler)
        self.witness = witness

    @property
    def url(self) -> str:
        """Where logs are to ask."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version = "sitlog"
    sys_version = ""
    timeout = PATIENCE

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != f"/{ADD_CHECKPOINT}":
            self._answer(Reply(404, b"ask for /add-checkpoint\n"))
        elif not length.isdigit() or int(length) > LARGEST_REQUEST:
            self._answer(Reply(413, b"the request has no length, or one that no checkpoint needs\n"))
        else:
            self._answer(self.server.witness.add_checkpoint(self.rfile.read(int(length))))

    def do_GET(self) -> None:
        origin_hash, _, what = self.path.removeprefix("/").partition("/")
        if what == "checkpoint":
            self._answer(self.server.witness.checkpoint(origin_hash))
        else:
            self._answer(Reply(404, b"ask for /<sha-256 of the log's name>/checkpoint\n"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's signature
        """Say nothing: the store knows no terminal."""

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.status != FINE:
            self.send_header("Connection", "close")  # what is left of the request is not read
            self.close_connection = True
        self.end_headers()
        self.wfile.write(reply.body)
