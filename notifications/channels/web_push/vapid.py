"""RFC 8292: who it is that pushes, so that a push service knows whom to turn to. One key for the instance."""

import base64
import json
import time
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from notifications.channels.web_push.encryption import point_of

LIFETIME_SECONDS = 12 * 3600  # at most 24 hours


def authorization(url: str, *, private_key: str, contact: str) -> str:
    """The header for a POST to `url`."""
    origin = urlsplit(url)
    claims = {
        "aud": f"{origin.scheme}://{origin.netloc}",
        "exp": int(time.time()) + LIFETIME_SECONDS,
        "sub": contact,
    }
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(_load(private_key).sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature},k={public_key(private_key)}"


def public_key(private_key: str) -> str:
    """What a browser is given when it subscribes."""
    return encode(point_of(_load(private_key).public_key()))


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ValueError for what is no urlsafe base64."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


@cache
def _load(private_key: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(private_key), "big"), ec.SECP256R1())


def _part(value: dict[str, object]) -> str:
    return encode(json.dumps(value, separators=(",", ":")).encode())
