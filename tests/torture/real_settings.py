"""The settings of drainers that are killed with real letters in their hands: the real ones, less patient."""

from config.settings import *  # noqa: F403

EMAIL_TIMEOUT = 5
