"""Puts the demo on an instance and takes it away again."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Organization
from events.actions.slugs import leave_slugs
from events.demo.causes import build_railway, build_river, build_schools, build_tenants
from events.demo.clinics import build_clinics
from events.demo.groups import make_groups
from events.demo.stage import Stage
from events.models import AnsweredCall, Call, Campaign, Event, Fragment, Place, Statement

CAUSES = {"en": [build_clinics, build_tenants, build_river, build_railway], "ar": [build_schools]}


def has_examples() -> bool:
    return Organization.objects.filter(is_example=True).exists()


@transaction.atomic
def load_demo(*, now: dt.datetime, language: str | None = None) -> None:
    """What is in the languages of the site, or only what is in `language` ("en" or "ar"). The dates are counted from
    the day of `now`."""
    stage = Stage(now=now)
    make_groups(stage)
    for build in _causes(language):
        build(stage)


@transaction.atomic
def clear_demo() -> int:
    """Takes every example away, with what people answered to them. Returns how many actions went."""
    events = Event.objects.filter(is_example=True)
    _leave_addresses()
    uids = list(events.values_list("schedules__uid", flat=True))
    gone = events.count() + Campaign.objects.filter(is_example=True).count()
    AnsweredCall.objects.filter(call__statement__is_example=True).delete()
    events.delete()
    Campaign.objects.filter(is_example=True).delete()
    Fragment.objects.filter(uid__in=uids).delete()
    statements = Statement.objects.filter(is_example=True)
    statements.update(published_at=None, current=None, translation_of=None)
    statements.delete()
    Place.objects.filter(organization__is_example=True).delete()
    _unused_groups().delete()
    return gone


def _leave_addresses() -> None:
    """Calendars of examples that somebody has subscribed to say that they are gone."""
    for model in (Event, Campaign, Statement):
        leave_slugs(model.objects.public().filter(is_example=True))
    leave_slugs(Call.objects.public().filter(statement__is_example=True))


def _causes(language: str | None) -> Sequence[Callable[[Stage], None]]:
    wanted = [language] if language else [code for code, _name in settings.LANGUAGES]
    return [build for code in wanted for build in CAUSES.get(code, [])] or CAUSES["en"]


def _unused_groups() -> QuerySet[Organization]:
    """Example groups that nothing real has been posted under."""
    return Organization.objects.filter(is_example=True, events=None, statements=None, campaigns=None)
