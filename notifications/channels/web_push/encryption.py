"""RFC 8291: a message that only the browser reads, in the coding aes128gcm of RFC 8188, as one record."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SALT_BYTES = 16
AUTH_BYTES = 16
POINT_BYTES = 65
TAG_BYTES = 16
# Every message has the same length, so that its length says nothing; services take at most 4096.
PLAIN_BYTES = 1024
END_OF_RECORD = b"\x02"


def encrypt(
    plain: bytes,
    *,
    browser_key: bytes,
    auth: bytes,
    salt: bytes | None = None,
    own_key: ec.EllipticCurvePrivateKey | None = None,
    length: int = PLAIN_BYTES,
) -> bytes:
    """The body of the POST. `browser_key` (a point, 65 bytes) and `auth` (16 bytes) are the subscription's; salt and
    key are new for each message, and only given where a known result is wanted. Raises ValueError."""
    salt, own_key = salt or os.urandom(SALT_BYTES), own_key or ec.generate_private_key(ec.SECP256R1())
    own_point = point_of(own_key.public_key())
    shared = own_key.exchange(ec.ECDH(), read_point(browser_key))
    secret = _derive(shared, salt=auth, info=b"WebPush: info\0" + browser_key + own_point, length=32)
    key = _derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derive(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    record = (plain + END_OF_RECORD).ljust(length, b"\0")
    record_size = max(len(record) + TAG_BYTES, 4096)
    head = salt + record_size.to_bytes(4, "big") + bytes([len(own_point)]) + own_point
    return head + AESGCM(key).encrypt(nonce, record, None)


def read_point(key: bytes) -> ec.EllipticCurvePublicKey:
    """Raises ValueError for what is no point of P-256."""
    if len(key) != POINT_BYTES:
        raise ValueError("A key of a browser has 65 bytes.")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
