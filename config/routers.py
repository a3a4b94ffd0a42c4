"""Which rows live in which database: keys apart from what they open."""

from typing import Any

KEY_STORE_MODELS = {("accounts", "datakey")}


class KeyStoreRouter:
    """Data keys live in `keys` and nowhere else; everything else lives in `default`."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "keys" if self._is_key(model._meta.app_label, model._meta.model_name) else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return (db == "keys") == self._is_key(app_label, model_name)

    def _is_key(self, app_label: str, model_name: str | None) -> bool:
        return (app_label, model_name) in KEY_STORE_MODELS
