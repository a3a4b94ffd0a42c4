import pytest

from events.errors import EventsError
from events.models import Campaign
from events.paging import read_page
from tests.events.factories import make_campaign

pytestmark = pytest.mark.django_db
ORDER = ["-start_on", "-id"]


def walk(queryset, *, size):
    cursor, seen = "", []
    while True:
        page = read_page(queryset, order=ORDER, cursor=cursor, size=size)
        seen += page.rows
        if page.next_cursor is None:
            return seen
        cursor = page.next_cursor


def test_pages_together_are_the_whole_list_whatever_comes_in_between():
    made = [make_campaign() for _ in range(5)]
    first = read_page(Campaign.objects.all(), order=ORDER, size=2)
    newcomer = make_campaign()

    second = read_page(Campaign.objects.all(), order=ORDER, cursor=first.next_cursor, size=10)

    assert [row.pk for row in [*first.rows, *second.rows]] == [campaign.pk for campaign in reversed(made)]
    assert newcomer not in second.rows


def test_equal_first_columns_are_told_apart_by_the_last():
    for _ in range(4):
        make_campaign()

    assert len({row.pk for row in walk(Campaign.objects.all(), size=1)}) == 4


@pytest.mark.parametrize("cursor", ["x", "é", "W10", "WzEsMl0", "WyIyMDI3LTAyLTAxIixudWxsXQ", "WyJ4IiwxXQ", "A" * 500])
def test_foreign_cursor_is_refused_by_name(cursor):
    with pytest.raises(EventsError) as refused:
        read_page(Campaign.objects.all(), order=ORDER, cursor=cursor)

    assert refused.value.field == "page"
