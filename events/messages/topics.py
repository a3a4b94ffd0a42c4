"""What a topic stands for, in words: for an operator who looks at what is planned. Neither name nor address."""

from collections.abc import Iterable, Mapping

from events import wording
from events.messages import id_of, topic_of
from events.models import Occurrence
from events.wording import language_of_page


def say_topics(topics: Iterable[str]) -> Mapping[str, str]:
    """ "Rally at the town hall · Saturday 13 March, 17:30" by "occurrence:9", in one query."""
    language = language_of_page()
    dates = Occurrence.objects.filter(pk__in={id_of(topic) for topic in topics}).select_related("event", "schedule")
    return {
        topic_of(date.pk): f"{wording.isolated(date.event.title, language)} · {wording.say_when(date, language)}"
        for date in dates
    }
