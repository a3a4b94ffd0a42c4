"""E-mail addresses: what we may send to, and the key that is the same for all spellings of one mailbox."""

import hashlib
import hmac
import re
import unicodedata

from django.utils.translation import gettext as _

from accounts.errors import AddressInvalid
from accounts.keys import pepper

ADDRESS_LENGTH = 254
LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')

# One mailbox under several domains.
SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
}
# Characters that these providers do not tell apart from nothing.
IGNORED = {"gmail.com": ".", "proton.me": "._-"}
TAGGED_WITH_PLUS = {
    "gmail.com",
    "icloud.com",
    "proton.me",
    "yandex.ru",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "fastmail.com",
    "fastmail.fm",
    "zoho.com",
    "mailbox.org",
    "posteo.de",
    "posteo.net",
    "riseup.net",
    "disroot.org",
    "autistici.org",
    "gmx.de",
    "gmx.net",
    "runbox.com",
    "tuta.io",
}


def clean_address(text: str) -> str:
    """The address as mails go to it: local part as typed, domain in ASCII. Raises AddressInvalid.

    Full-width characters, invisible marks, "mailto:", needless quotation marks and a dot at the end are undone.
    """
    plain = _without_marks(text)
    if "," in plain or ";" in plain or plain.count("@") > 1:
        raise AddressInvalid(_("Please give one address only."))
    if "<" in plain or ">" in plain or "(" in plain:
        raise AddressInvalid(_("Please give the address alone, without a name or a comment."))
    local, at, domain = plain.partition("@")
    if not at or not local or not domain:
        raise AddressInvalid(_("An e-mail address looks like name@example.org."))
    address = f"{_clean_local(local)}@{_clean_domain(domain)}"
    if len(address) > ADDRESS_LENGTH:
        raise AddressInvalid(_("The address is longer than 254 characters."))
    return address


def normalize_address(text: str) -> str:
    """One key for every spelling that is known to reach the same mailbox. Never send to it. Raises AddressInvalid.

    Only what the provider is known to do is undone: a guess would show one person's answers to another.
    """
    local, _at, domain = clean_address(text).lower().rpartition("@")
    domain = SAME_DOMAIN.get(domain, domain)
    if domain.endswith((".fastmail.com", ".fastmail.fm")):  # anything@mara.fastmail.com is mara@fastmail.com
        local, _dot, domain = domain.partition(".")
    if domain in TAGGED_WITH_PLUS:
        local = local.partition("+")[0] or local
    for character in IGNORED.get(domain, ""):
        local = local.replace(character, "") or local
    if domain == "yandex.ru":
        local = local.replace(".", "-")
    return f"{local}@{domain}"


def mask_address(address: str) -> str:
    """ "mara@example.org" as "m…@e…": enough to know one's own, too little to learn another's."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain[:1]}…"


def address_hash(address: str, *, purpose: str = "mail") -> str:
    """A hash under the instance's pepper, for MailBudget and NeverWrite only. Raises AddressInvalid, KeysUnavailable.

    Tags are cut for every domain: a flood may be told too early that it is one, nothing is shown to anybody.
    """
    local, _at, domain = normalize_address(address).rpartition("@")
    mailbox = f"{purpose}\0{local.partition('+')[0] or local}@{domain}"
    return hmac.new(pepper(), mailbox.encode(), hashlib.sha256).hexdigest()


def _without_marks(text: str) -> str:
    """`text` in compatibility form (full-width letters become ASCII), without marks that nobody sees."""
    folded = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
    seen = "".join(character for character in folded if unicodedata.category(character) not in ("Cf", "Cs"))
    return seen.strip().removeprefix("mailto:").strip()


def _clean_local(local: str) -> str:
    quoted = QUOTED.fullmatch(local)
    plain = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else local
    if len(plain) > 64:
        raise AddressInvalid(_("The part before the @ is longer than 64 characters."))
    if not LOCAL_PART.fullmatch(plain):
        raise AddressInvalid(_("The part before the @ has a character that mail servers refuse, or a dot too many."))
    return plain


def _clean_domain(domain: str) -> str:
    labels = [_ascii_label(label) for label in domain.lower().removesuffix(".").split(".")]
    if len(labels) < 2:
        raise AddressInvalid(_("The part after the @ has no dot; it looks like example.org."))
    if not all(LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise AddressInvalid(_("The part after the @ is not the name of a mail server."))
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    """IDNA: the ASCII form of one label. Not Python's own codec, which turns straße into strasse, another domain."""
    if label.isascii():
        return label
    # What is no letter, mark or digit is in no name of a server; as punycode it would look like one.
    is_name = all(character == "-" or unicodedata.category(character)[0] in "LMN" for character in label)
    return "xn--" + label.encode("punycode").decode() if is_name else ""
