"""A time-stamp authority for tests: just enough of RFC 3161 and of CMS to sign a token."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SEQUENCE, SET, INTEGER, OCTETS, TIME = 0x30, 0x31, 0x02, 0x04, 0x18
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SHA_256, ECDSA_SHA_256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(size)]) + size + body


def number(value: int) -> bytes:
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([first * 40 + second])
    for arc in rest:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        body += bytes(reversed(septets))
    return der(0x06, body)


def parts_of(encoded: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each element: its tag, its body, and all of it."""
    while encoded:
        length, start = encoded[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(encoded[2:start])
        yield encoded[0], encoded[start : start + length], encoded[: start + length]
        encoded = encoded[start + length :]


class Authority:
    """Signs what it is asked to, at the time that its clock shows."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = self._certificate("clock tower root", self._root_key, "clock tower root", self._root_key, None)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        self.certificate = self._certificate("clock tower", self._key, "clock tower root", self._root_key, usage)

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def answer(self, request: bytes) -> bytes:
        """A TimeStampResp to a TimeStampReq."""
        ((_, body, _),) = parts_of(request)
        elements = list(parts_of(body))
        imprint = elements[1][2]
        nonces = [whole for tag, _, whole in elements[2:] if tag == INTEGER]
        return der(SEQUENCE, der(SEQUENCE, number(0)), self._token(self._info(imprint, *nonces)))

    def _info(self, imprint: bytes, *nonces: bytes) -> bytes:
        at = der(TIME, f"{self.at:%Y%m%d%H%M%SZ}".encode())
        return der(SEQUENCE, number(1), oid("1.3.6.1.4.1.57264.2"), imprint, number(7), at, *nonces)

    def _token(self, info: bytes) -> bytes:
        attributes = [
            der(SEQUENCE, oid(CONTENT_TYPE), der(SET, oid(TST_INFO))),
            der(SEQUENCE, oid(MESSAGE_DIGEST), der(SET, der(OCTETS, sha256(info).digest()))),
        ]
        signed = b"".join(sorted(attributes))
        hashed = der(SEQUENCE, oid(SHA_256), b"\x05\x00")
        certificate = self.certificate
        signer = der(
            SEQUENCE,
            number(1),
            der(SEQUENCE, certificate.issuer.public_bytes(), number(certificate.serial_number)),
            hashed,
            der(0xA0, signed),
            der(SEQUENCE, oid(ECDSA_SHA_256)),
            der(OCTETS, self._key.sign(der(SET, signed), ec.ECDSA(SHA256()))),
        )
        content = der(SEQUENCE, oid(TST_INFO), der(0xA0, der(OCTETS, info)))
        certificates = der(0xA0, certificate.public_bytes(Encoding.DER))
        data = der(SEQUENCE, number(3), der(SET, hashed), content, certificates, der(SET, signer))
        return der(SEQUENCE, oid(SIGNED_DATA), der(0xA0, data))

    def _certificate(
        self,
        subject: str,
        key: ec.EllipticCurvePrivateKey,
        issuer: str,
        signer: ec.EllipticCurvePrivateKey,
        usage: x509.ExtendedKeyUsage | None,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at - timedelta(days=30))
            .not_valid_after(self.at + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=usage is None, path_length=None), critical=True)
        )
        if usage is not None:
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(signer, SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The authority at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/stamp"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
