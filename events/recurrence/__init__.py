"""Rules that make the dates of a schedule: read, bounded, expanded, said in words. Dates only, no hours."""

from events.recurrence.bounds import MAX_DATES, MAX_YEARS, BoundedRule, bound
from events.recurrence.expansion import expand
from events.recurrence.forms import REPEATS, build_rule, chosen_rule
from events.recurrence.parsing import parse_rrule
from events.recurrence.rule import Frequency, Rule, RuleError
from events.recurrence.wording import describe_rule

__all__ = [
    "MAX_DATES",
    "MAX_YEARS",
    "REPEATS",
    "BoundedRule",
    "Frequency",
    "Rule",
    "RuleError",
    "bound",
    "build_rule",
    "chosen_rule",
    "describe_rule",
    "expand",
    "parse_rrule",
]
