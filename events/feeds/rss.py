"""RSS 2.0 with full content."""

import datetime as dt
from collections.abc import Sequence

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from events.calendars.text import clean
from events.feeds.items import Item, newest

NO_ITEM_YET = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class DatedFeed(Rss201rev2Feed):
    """Its date is its newest item's; never today, so that the same items are the same bytes."""

    def latest_post_date(self) -> dt.datetime:
        return self.feed["newest"] or NO_ITEM_YET


def write_rss(items: Sequence[Item], *, title: str, page: str, source: str, language: str) -> bytes:
    description = _("Each entry leads back to the sentence that called for it.")
    writer = DatedFeed(title, page, description, language=language, feed_url=source, newest=newest(items))
    for item in items:
        writer.add_item(
            clean(item.title),
            item.url,
            clean(item.html),
            unique_id=item.url,
            unique_id_is_permalink=True,
            pubdate=item.published_at,
            categories=item.tags,
        )
    return writer.writeString("utf-8").encode()
