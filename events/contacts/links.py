"""Address and token of a row that has a key of its own: /leave/ links, hosts, invitations to sign, follows, pasted
lists, calendar files, webhooks.

The token of a host has another key beside it, which dies with the token: a copy of the database from before the link
was made anew still says whom to send the next one to, and the old link opens nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from accounts.addresses import normalize_address
from accounts.errors import SealBroken
from accounts.keys import make_key, read_keys
from accounts.sealing import token_sha256
from events.contacts.sealing import Contact, seal_column, unseal_column
from events.models import CalendarFile, Follow, Host, LeaveLink, PastedList, SignatureInvitation, Webhook

LEAVE_KEYS = "leave:"
HOST_KEYS = "host:"
SIGNING_KEYS = "signing:"
FOLLOW_KEYS = "follow:"
LIST_KEYS = "list:"
FILE_KEYS = "calendar-file:"
WEBHOOK_KEYS = "webhook:"
TOKEN_KEYS = "host-link:"
Linked = LeaveLink | Host | SignatureInvitation | Follow
Held = PastedList | CalendarFile
Texts = Held | Webhook
Keyed = Linked | Texts
Row = TypeVar("Row", bound=Linked)
PREFIXES: dict[type[Keyed], str] = {
    LeaveLink: LEAVE_KEYS,
    Host: HOST_KEYS,
    SignatureInvitation: SIGNING_KEYS,
    Follow: FOLLOW_KEYS,
    PastedList: LIST_KEYS,
    CalendarFile: FILE_KEYS,
    Webhook: WEBHOOK_KEYS,
}


def key_of(row: Keyed) -> str:
    """The name of its key: "host:<id>"."""
    return key_for(type(row), row.pk)


def key_for(model: type[Keyed], pk: int) -> str:
    return f"{PREFIXES[model]}{pk}"


def token_key_of(row: Linked) -> str:
    """The name of the key of its token: of a host "host-link:<SHA-256>"."""
    return token_key_for(row.token_sha256) if isinstance(row, Host) else key_of(row)


def token_key_for(sha256: str) -> str:
    return f"{TOKEN_KEYS}{sha256}"


def keys_of(row: Linked) -> set[str]:
    """All that it has: they die with it."""
    return {key_of(row), token_key_of(row)}


def seal_link(row: Linked, *, token: str, address: str | None = None) -> None:
    """Token and address of an unsaved row, and their keys, so call it before your own transaction. A new token ends the
    old one, whose key is the caller's to destroy; without `address` the one that is held stays. Raises
    KeysUnavailable."""
    row.token_sha256 = token_sha256(token)
    row.sealed_token = seal_column(row, "sealed_token", token, make_key(token_key_of(row)))
    if address is not None:
        row.sealed_address = seal_column(row, "sealed_address", address, make_key(key_of(row)))


def open_links(rows: Iterable[Linked]) -> dict[int, Contact]:
    """By id, in one query to the key store; those whose token cannot be opened are left out. Raises KeysUnavailable."""
    rows = list(rows)
    keys = read_keys(name for row in rows for name in keys_of(row))
    opened = {}
    for row in rows:
        token = _open(row, "sealed_token", keys.get(token_key_of(row)))
        if token is not None:
            opened[row.pk] = Contact(token=token, address=_open(row, "sealed_address", keys.get(key_of(row))))
    return opened


def open_addresses(rows: Iterable[Linked]) -> dict[int, str]:
    """By id, in one query to the key store, whether or not the link is alive. Raises KeysUnavailable."""
    rows = list(rows)
    keys = read_keys(key_of(row) for row in rows)
    opened = {row.pk: _open(row, "sealed_address", keys.get(key_of(row))) for row in rows}
    return {pk: address for pk, address in opened.items() if address is not None}


def find_links(address: str, rows: Iterable[Row]) -> list[Row]:
    """Those of `rows` that hold the address of this mailbox, found by opening them all. Raises AddressInvalid,
    KeysUnavailable."""
    rows, wanted = list(rows), normalize_address(address)
    addresses = open_addresses(rows)
    return [row for row in rows if row.pk in addresses and normalize_address(addresses[row.pk]) == wanted]


def _open(row: Linked, column: str, key: bytes | None) -> str | None:
    try:
        return None if key is None else unseal_column(row, column, key)
    except SealBroken:
        return None


def seal_texts(row: Texts, **texts: str) -> None:
    """Columns `sealed_<name>` of an unsaved row. Raises KeysUnavailable."""
    key = make_key(key_of(row))
    for name, text in texts.items():
        setattr(row, f"sealed_{name}", seal_column(row, f"sealed_{name}", text, key))


def open_texts(row: Texts, *names: str) -> Sequence[Any] | None:
    """The texts in the order of `names`, None for those that are empty; None where the key is gone."""
    return open_many_texts([row], *names).get(row.pk)


def open_many_texts(rows: Iterable[Texts], *names: str) -> dict[int, Sequence[Any]]:
    """The same by id, in one query to the key store; those whose key is gone are left out."""
    rows = list(rows)
    keys = read_keys(key_of(row) for row in rows)
    opened: dict[int, Sequence[Any]] = {}
    for row in rows:
        try:
            opened[row.pk] = [unseal_column(row, f"sealed_{name}", keys[key_of(row)]) for name in names]
        except (KeyError, SealBroken):
            continue
    return opened
