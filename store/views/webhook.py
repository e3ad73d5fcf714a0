"""A reactor that posts news to a URL: CloudEvents 1.0 in JSON, signed as Standard Webhooks has it."""

import hmac
import json
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sitlog.domain.cloudevent import cloud_event
from sitlog.domain.errors import NotUnderstood
from sitlog.domain.identity import content
from sitlog.domain.status import Status
from sitlog.store.ledger.instants import Clock, system_clock
from sitlog.store.views.news import News
from sitlog.store.views.reactors import NotDelivered

_MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
_WORTH_ANOTHER_TRY = {408, 425, 429}
_SHOWN = 200  # characters of what a server answered


@dataclass(frozen=True)
class Webhook:
    """Posts news to *url*, signed with *secret* (HMAC-SHA256), as far as it passes the filters.

    Of *claims*, *sources* and *statuses*, what is empty lets everything through; an entry passes that names one of the
    claims and one of the sources, and gave a claim one of the statuses.
    """

    name: str
    url: str
    secret: bytes = field(repr=False)
    claims: Collection[str] = ()
    sources: Collection[str] = ()
    statuses: Collection[Status] = ()
    seconds: float = 10.0
    clock: Clock = system_clock

    def __post_init__(self) -> None:
        """Raise NotUnderstood for what cannot be posted to, or signed with."""
        if urlsplit(self.url).scheme not in {"http", "https"} or not urlsplit(self.url).hostname:
            raise NotUnderstood(f"'{self.url}' is not the address of a webhook", hint="write https://host/path")
        if "@" in urlsplit(self.url).netloc:
            message = "a webhook's address with a password in it would be read by whoever reads the log"
            raise NotUnderstood(message, hint="leave the password out: what is posted is signed")
        if not self.secret:
            raise NotUnderstood("a webhook without a secret cannot be told from a forged one", hint="give it one")

    def react(self, news: News) -> None:
        """Post the news, if they are wanted; raises NotDelivered."""
        if not self.wants(news):
            return
        body = json.dumps(envelope(news), ensure_ascii=False, separators=(",", ":")).encode()
        self._post(body, {"content-type": _MEDIA_TYPE, **self.signature(news.key, body)})

    def wants(self, news: News) -> bool:
        """Whether news pass the filters."""
        named = {(each.kind.value, each.key) for each in news.entry.event.references} if news.entry.event else set()
        claims = {key for kind, key in named if kind == "claim"} | {each.claim for each in news.changes}
        sources = {key for kind, key in named if kind == "source"}
        statuses = {each.after for each in news.changes}
        wanted = ((self.claims, claims), (self.sources, sources), (self.statuses, statuses))
        return all(not some or not there.isdisjoint(some) for some, there in wanted)

    def signature(self, key: str, body: bytes) -> dict[str, str]:
        """Give the headers that prove who posted *body*, and when (standardwebhooks.com)."""
        at = str(int(self.clock().timestamp()))
        mark = hmac.new(self.secret, b".".join([key.encode(), at.encode(), body]), sha256).digest()
        signed = f"v1,{b64encode(mark).decode()}"
        return {"webhook-id": key, "webhook-timestamp": at, "webhook-signature": signed}

    def _post(self, body: bytes, headers: dict[str, str]) -> None:
        import urllib3  # noqa: PLC0415  # only those who post need it

        host = urlsplit(self.url).hostname
        try:
            answer = urllib3.request(
                "POST",
                self.url,
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(total=self.seconds),
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise NotDelivered(f"could not reach {host}: {type(error).__name__}") from error
        if not 200 <= answer.status < 300:  # noqa: PLR2004  # RFC 9110: successful
            said = answer.data[:_SHOWN].decode(errors="replace")
            final = answer.status < 500 and answer.status not in _WORTH_ANOTHER_TRY  # noqa: PLR2004  # RFC 9110: its fault, or ours
            raise NotDelivered(f"{host} answered {answer.status}: {said}", final=final)


def envelope(news: News) -> dict[str, Any]:
    """Give news as a CloudEvent: the line of an export, with what changed in the extension `statuschange`."""
    told = cloud_event(news.entry, news.entry.event, key=news.key)
    if news.changes:
        told["statuschange"] = "; ".join(map(str, news.changes))
    if news.entry.event is not None:
        told["eventdigest"] = content(news.entry.event).hex()
    return told
