"""The database wrapper (one writer: DESIGN section 4)."""

from django.db.backends.sqlite3.base import DatabaseWrapper

__all__ = ["DatabaseWrapper"]
