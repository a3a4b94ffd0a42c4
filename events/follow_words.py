"""How often somebody is told, in words that name the clock."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Follow
from events.wording import say_clock


def say_pace(how_often: str, zone: str, language: str) -> str:
    """ "At once", or "Once a day, at 08:00, New York time"."""
    with override(language):
        often = str(Follow.HowOften(how_often).label)
        if how_often == Follow.HowOften.AT_ONCE:
            return often
        return _("%(often)s, %(clock)s") % {"often": often, "clock": say_clock(zone, language)}
