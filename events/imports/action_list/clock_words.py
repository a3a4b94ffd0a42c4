"""Words of hours in the languages that are read: halves of the day, numbers, what stands before an hour."""

from events.imports.action_list.words import phrases, phrases_of, words

HALVES = phrases("halves")
MOMENTS = phrases("moments")
ALL_DAY = phrases("hours", "all_day")
HOUR_UNITS = words("hours", "units")
NUMBERS = phrases("numbers")
FRACTIONS = phrases("fractions")
# What stands before an hour and says that it is one.
BEFORE = phrases_of(words("hours", "before", "@"))
# Of those, the ones that make a bare number from 13 to 23 an hour.
SURE_BEFORE = words("hours", "surely_before", "@")
RANGE_OPENERS = words("hours", "opens_range")
BETWEEN = phrases_of(words("hours", "between", "-", "—"))
WORDY_BETWEEN = words("hours", "between_if_opened")
AFTER = words("hours", "exactly")
MEASURES = words("hours", "measured")
# Before an hour that the action only comes before or after: "before 9pm", "après 20 h", "RSVP by 6pm".
ELSEWHERE = words("hours", "not_then")
UNTIL = phrases("hours", "until")
