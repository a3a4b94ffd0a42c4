"""`celery -A benchmarks.one_task_each worker`: what others do, one task and one `EmailMessage` for each reminder."""

import os
import sys

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from events.contacts.rsvps import open_contacts
from events.emails import reminder_mail
from events.messages import id_of
from events.models import RSVP
from notifications.channels.email.mime import build
from notifications.models import Delivery

app = Celery("one_task_each", broker=os.environ["REDIS_URL"])
app.conf.task_ignore_result = True


@app.task
def send(delivery_id: int) -> None:
    delivery = Delivery.objects.get(pk=delivery_id)
    rsvp = RSVP.objects.for_page().get(pk=id_of(delivery.recipient))
    message = reminder_mail(rsvp, open_contacts([rsvp])[rsvp.pk], now=delivery.due_at)
    build(message, message_id=delivery.message_id, date=delivery.due_at).send()


if __name__ == "__main__":
    for pk in Delivery.objects.values_list("pk", flat=True)[: int(sys.argv[1])]:
        app.send_task("benchmarks.one_task_each.send", [pk])
