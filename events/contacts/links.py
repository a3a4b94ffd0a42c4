"""Address and token of a row that has a key of its own: /leave/ links, hosts, invitations to sign, pasted lists,
calendar files."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from accounts.addresses import normalize_address
from accounts.errors import SealBroken
from accounts.keys import make_key, read_keys
from events.contacts.sealing import Contact, seal_column, token_sha256, unseal_column
from events.models import CalendarFile, Host, LeaveLink, PastedList, SignatureInvitation

LEAVE_KEYS = "leave:"
HOST_KEYS = "host:"
SIGNING_KEYS = "signing:"
LIST_KEYS = "list:"
FILE_KEYS = "calendar-file:"
Linked = LeaveLink | Host | SignatureInvitation
Held = PastedList | CalendarFile
Keyed = Linked | Held
Row = TypeVar("Row", bound=Linked)
PREFIXES: dict[type[Keyed], str] = {
    LeaveLink: LEAVE_KEYS,
    Host: HOST_KEYS,
    SignatureInvitation: SIGNING_KEYS,
    PastedList: LIST_KEYS,
    CalendarFile: FILE_KEYS,
}


def key_of(row: Keyed) -> str:
    """The name of its key: "host:<id>"."""
    return key_for(type(row), row.pk)


def key_for(model: type[Keyed], pk: int) -> str:
    return f"{PREFIXES[model]}{pk}"


def seal_link(row: Linked, *, token: str, address: str | None = None) -> None:
    """Token and address of an unsaved row, and its key, so call it before your own transaction. A new token ends the
    old one; without `address` the one that is held stays. Raises KeysUnavailable."""
    key = make_key(key_of(row))
    row.sealed_token = seal_column(row, "sealed_token", token, key)
    row.token_sha256 = token_sha256(token)
    if address is not None:
        row.sealed_address = seal_column(row, "sealed_address", address, key)


def open_links(rows: Iterable[Linked]) -> dict[int, Contact]:
    """By id, in one query to the key store; what cannot be opened is left out. Raises KeysUnavailable."""
    rows = list(rows)
    keys = read_keys(key_of(row) for row in rows)
    opened = {}
    for row in rows:
        try:
            key = keys[key_of(row)]
            token, address = unseal_column(row, "sealed_token", key), unseal_column(row, "sealed_address", key)
        except (KeyError, SealBroken):
            continue
        opened[row.pk] = Contact(token=token or "", address=address)
    return opened


def find_links(address: str, rows: Iterable[Row]) -> list[Row]:
    """Those of `rows` that hold the address of this mailbox, found by opening them all. Raises AddressInvalid,
    KeysUnavailable."""
    rows, wanted = list(rows), normalize_address(address)
    contacts = open_links(rows)
    return [row for row in rows if row.pk in contacts and _is_mailbox(contacts[row.pk], wanted)]


def _is_mailbox(contact: Contact, normalized: str) -> bool:
    return contact.address is not None and normalize_address(contact.address) == normalized


def seal_texts(row: Held, **texts: str) -> None:
    """Columns `sealed_<name>` of an unsaved row. Raises KeysUnavailable."""
    key = make_key(key_of(row))
    for name, text in texts.items():
        setattr(row, f"sealed_{name}", seal_column(row, f"sealed_{name}", text, key))


def open_texts(row: Held, *names: str) -> Sequence[Any] | None:
    """The texts in the order of `names`, None for those that are empty; None where the key is gone."""
    key = read_keys([key_of(row)]).get(key_of(row))
    try:
        return None if key is None else [unseal_column(row, f"sealed_{name}", key) for name in names]
    except SealBroken:
        return None
