"""From nothing to a running site: secrets, tables, static files, demo content, then granian in its place."""

import errno
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections
from django.utils import timezone

from accounts.actions.setup import make_setup_link
from accounts.models import Organization, User
from config.data_dir import lies_in_data_dir, take_data_dir
from config.environment import stop
from config.granian import granian_command
from config.secrets_file import add_vapid_key, make_secrets

FORMER_ENDS_WITHIN = 5.0  # seconds


def serve(*, host: str, port: int, with_demo: bool, say: Callable[[str], object]) -> None:
    """Prepare the site and become its server. `say` gets each line for the operator's console."""
    begin_again_if(make_missing_secrets() | announce_port(port))
    refuse_taken(host, port)
    refuse_second()
    prepare_database_and_files()
    if with_demo and wants_demo():
        call_command("demo", verbosity=0)
    for line in welcome():
        say(line)
    sys.stdout.flush()
    connections.close_all()
    os.execv(sys.executable, granian_command("config.server:application", host=host, port=port))


def make_missing_secrets() -> bool:
    """On loopback, make secrets.env where there is none; anywhere, the key of Web Push where it is on and has none.
    Whether something was made."""
    path: Path = settings.DATA_DIR / "secrets.env"
    if settings.SITE_IS_LOCAL and not path.exists():
        make_secrets(path)
        return True
    if settings.WEB_PUSH and not settings.VAPID_PRIVATE_KEY:
        add_vapid_key(path)
        return True
    return False


def announce_port(port: int) -> bool:
    """Make the address that pages and mails name the one that is served; whether that changed it."""
    if "SITE_URL" in os.environ or port == settings.PORT:
        return False
    os.environ["PORT"] = str(port)
    return True


def begin_again_if(has_changed: bool) -> None:
    """Settings are read once per process: start anew with those that just came into being."""
    if has_changed:
        os.execv(sys.executable, [sys.executable, *sys.argv])


def refuse_taken(host: str, port: int) -> None:
    """Granian would share the port of another `serve` without a word: half of the requests each, and two that write
    one SQLite file. Whoever starts anew waits for the former one to end."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last_try = time.monotonic() + FORMER_ENDS_WITHIN
    while True:
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed a moment ago is free
                probe.bind((host, port))
            return
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) != errno.EADDRINUSE or time.monotonic() > last_try:
                reason = getattr(error, "strerror", None) or "no such port"
                stop(f"{host}, port {port}: {reason}. End what runs there, or choose another --host or --port.")
            time.sleep(0.1)


def refuse_second() -> None:
    """Also on another port."""
    folder: Path = settings.DATA_DIR
    if lies_in_data_dir() and take_data_dir(folder, within=FORMER_ENDS_WITHIN) is None:
        stop(f"DATA_DIR ({folder}) is served already. End that `serve`, or choose another DATA_DIR.")


def prepare_database_and_files() -> None:
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def wants_demo() -> bool:
    """Only a local site that nobody has taken over yet, never by itself one that the public sees."""
    is_untouched = not Organization.objects.exists() and not User.objects.operators().exists()
    return settings.SITE_IS_LOCAL and is_untouched and "demo" in get_commands()


def welcome() -> list[str]:
    lines = [f"Convoke is on {settings.SITE_URL}/"]
    if not User.objects.operators().exists():
        link = settings.SITE_URL + make_setup_link(now=timezone.now())
        lines.append(f"Become its operator (once, within 24 hours): {link}")
    return lines
