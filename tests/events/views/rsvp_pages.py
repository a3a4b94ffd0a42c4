"""What the tests of answers do on the pages."""

import datetime as dt

SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]


def post(client, event, **typed):
    data = {"dates": "2027-03-13", "party_size": "1", "answer": "going", "email": "", "name": "", **typed}
    return client.post(f"/events/{event.slug}/rsvp/", data)


def act(client, token, action, **data):
    return client.post(f"/rsvps/{token}/", {"action": action, **data})
