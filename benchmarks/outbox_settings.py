"""The real settings, with the kind of message of the benchmark."""

from config.settings import *  # noqa: F403

MESSAGE_KINDS = ["benchmarks.outbox_rounds.letters"]
