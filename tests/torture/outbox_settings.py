"""The settings of the drainers that are killed: the real ones, with the kind of message of the tests."""

from config.settings import *  # noqa: F403

MESSAGE_KINDS = ["tests.torture.outbox_kind.letters"]
EMAIL_TIMEOUT = 5
