"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import datetime as dt
import json
from collections.abc import Sequence

from events.calendars.text import clean
from events.feeds.items import Item

VERSION = "https://jsonfeed.org/version/1.1"


def write_json(items: Sequence[Item], *, title: str, page: str, source: str, language: str) -> bytes:
    feed = {
        "version": VERSION,
        "title": title,
        "home_page_url": page,
        "feed_url": source,
        "language": language,
        "items": [_item(item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode()


def _item(item: Item) -> dict[str, object]:
    return {
        "id": item.url,
        "url": item.url,
        "title": clean(item.title),
        "content_html": clean(item.html),
        "language": item.language,
        "date_published": _stamp(item.published_at),
        "date_modified": _stamp(item.changed_at),
        "tags": list(item.tags),
    }


def _stamp(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
