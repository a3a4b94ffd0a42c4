"""What a browser has named to be pushed to, sealed with the data key of the date."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.errors import SealBroken
from accounts.keys import derive_hmac_key, read_keys
from events.contacts.rsvps import occurrence_key
from events.contacts.sealing import seal_column, unseal_column
from events.models import RSVP, PushSubscription


@dataclass(frozen=True)
class Browser:
    """Lives only while one message is made or one form is answered (so no repr). Keys are urlsafe base64."""

    endpoint: str = field(repr=False)
    key: str = field(repr=False)
    auth: str = field(repr=False)


def seal_browser(rsvp: RSVP, browser: Browser, *, key: bytes) -> PushSubscription:
    """An unsaved row. `key` is the data key of the answer's date."""
    row = PushSubscription(rsvp=rsvp)
    row.endpoint_hash = hmac.new(derive_hmac_key(key), browser.endpoint.encode(), hashlib.sha256).hexdigest()
    row.sealed_browser = seal_column(
        row, "sealed_browser", json.dumps([browser.endpoint, browser.key, browser.auth]), key
    )
    return row


def open_browsers(rows: Sequence[PushSubscription]) -> dict[int, Browser]:
    """By id of those whose `rsvp` is loaded, in one query to the key store; what cannot be opened is left out. Raises
    KeysUnavailable."""
    keys = read_keys(occurrence_key(row.rsvp.occurrence_id) for row in rows)
    opened = {}
    for row in rows:
        try:
            text = unseal_column(row, "sealed_browser", keys[occurrence_key(row.rsvp.occurrence_id)])
        except (KeyError, SealBroken):
            continue
        opened[row.pk] = Browser(*json.loads(text or "[]"))
    return opened
