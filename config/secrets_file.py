"""DATA_DIR/secrets.env: made once by `serve`, readable by its owner only."""

import base64
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec


def read_secrets(path: Path) -> dict[str, str]:
    """NAME=value lines of `path`; empty if there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def make_secrets(path: Path) -> None:
    """Write new secrets. FileExistsError if `path` is there: what was sealed with the old ones would be lost."""
    new = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "CONTACT_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "VAPID_PRIVATE_KEY": new_vapid_key(),
    }
    lines = ["# Keep a copy apart from the backups: without CONTACT_KEY nothing that people told us can be read."]
    lines += [f"{name}={value}" for name, value in new.items()]
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")


def add_vapid_key(path: Path) -> None:
    """Append one to a file that may be older than Web Push, or make the file with it alone."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as file:
        file.write(f"VAPID_PRIVATE_KEY={new_vapid_key()}\n")


def is_vapid_key(text: str) -> bool:
    try:
        number = int.from_bytes(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True), "big")
        ec.derive_private_key(number, ec.SECP256R1())
    except ValueError:
        return False
    return True


def new_vapid_key() -> str:
    """What push services know this instance by: the private number of a key on P-256, 32 bytes."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
