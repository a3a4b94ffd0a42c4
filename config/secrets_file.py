"""DATA_DIR/secrets.env: made once by `serve`, readable by its owner only."""

from pathlib import Path


def read_secrets(path: Path) -> dict[str, str]:
    """NAME=value lines of `path`; empty if there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
