"""Forged addresses of pages."""

import base64
import json
from typing import Any


def cursor(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
