"""A browser that is none: it has keys like one, and opens what is pushed to it with a library that is not ours."""

import base64
import os

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from config.secrets_file import new_vapid_key

VAPID = new_vapid_key()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class FakeBrowser:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.key = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.auth = os.urandom(16)

    @property
    def form(self):
        """What the script of the page sends."""
        return {"endpoint": self.endpoint, "key": encoded(self.key), "auth": encoded(self.auth)}

    def opens(self, body):
        return http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
