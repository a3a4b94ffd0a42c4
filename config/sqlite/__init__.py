"""Django's SQLite backend with one writer at a time in the process."""

SQLITE_OPTIONS = {
    "timeout": 10,
    "transaction_mode": "IMMEDIATE",
    # FULL: an RSVP that was acknowledged survives a power cut. secure_delete: what is purged is overwritten.
    # Not trusted_schema=OFF: SQLite before 3.41 then refuses JSON_VALID(), which Django's JSON columns check with.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    "PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON;",
}
