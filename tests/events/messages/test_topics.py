import pytest
import time_machine

from events.messages.topics import say_topics
from tests.events.answers import confirm
from tests.events.factories import NOW, make_event, make_user

pytestmark = pytest.mark.django_db


def test_the_mail_box_says_what_each_planned_mail_is_about(client, settings):
    settings.SITE_IS_LOCAL = True
    with time_machine.travel(NOW, tick=False):
        confirm(make_event(title="Hands off our clinics"))
        client.force_login(make_user(is_staff=True))

        page = client.get("/accounts/mail-box/").text

    assert (
        page.count("<bdi>Hands off our clinics · Saturday 13 March 2027, 17:30 – 19:30</bdi>") == 3
    )  # confirmed, and two reminders


def test_topics_of_dates_that_are_gone_say_nothing(django_assert_num_queries):
    events = [make_event(), make_event()]
    topics = [f"occurrence:{event.occurrences.get().pk}" for event in events] + ["occurrence:0"]

    with django_assert_num_queries(1):
        said = say_topics(topics)

    assert list(said) == topics[:2]
