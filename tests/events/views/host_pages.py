"""What the tests of the page behind a host's link do on it."""

from events.hosts import open_host
from events.models import Event
from tests.events.views.pages import text_of


def path(token):
    return f"/hosts/{token}/"


def act(client, token, action, **data):
    version = Event.objects.filter(hosts=open_host(token)).values_list("version", flat=True).first() or ""
    return client.post(path(token), {"action": action, "version": version, **data})


def followed(client, response):
    assert response.status_code == 302, text_of(response)
    return text_of(client.get(response["Location"]))
