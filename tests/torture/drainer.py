"""`python -m tests.torture.drainer LEASE_SECONDS`: plans and drains until SIGTERM, or until somebody kills it."""

import os
import signal
import sys
from datetime import timedelta
from threading import Event

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.torture.outbox_settings")
django.setup()

from django.core.mail.utils import DNS_NAME
from django.db import DatabaseError, connection
from django.utils import timezone

from notifications.actions import HORIZON, drain, plan
from tests.torture.points import die_where_told

die_where_told()
DNS_NAME._fqdn = f"process-{os.getpid()}.example.org"  # who greets the mail server, where no letter says who sent it
stop = Event()
signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
lease = timedelta(seconds=float(sys.argv[1]))

while not stop.is_set():
    now = timezone.now()
    try:
        plan(now=now, until=now + HORIZON)
        drain(now=now, lease=lease, should_stop=stop.is_set)
    except DatabaseError:  # also one that is being restarted
        connection.close()
    stop.wait(0.1)
