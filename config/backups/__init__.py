"""A sealed copy of the site in one file, beside it one of the key store, and the way back (docs/backup.md)."""
