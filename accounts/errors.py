"""What can go wrong with accounts and keys. Every text is fit for the reader."""

from django.utils.translation import gettext as _


class AccountsError(Exception):
    """Base of all; `field` names the input that is wrong, where one is."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class AddressInvalid(AccountsError):
    """The text is not an e-mail address; the message says what is wrong with it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="email")


class KeysUnavailable(AccountsError):
    """The contact key does not open the key store: nothing may be sealed, and nothing can be read."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Answers and mails are closed for now: the operator has to put back the contact key "
                "of this site. Everything else works."
            )
        )


class SealBroken(AccountsError):
    """Sealed bytes were changed, moved to another row, or belong to another key."""

    def __init__(self) -> None:
        super().__init__(_("This entry cannot be opened."))


class NameRefused(AccountsError):
    """An organisation's name is empty, too long, reserved, or looks like another one."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="name")


class LinkSpent(AccountsError):
    """A single-use link that was used, has expired or was replaced."""


class NotAllowed(AccountsError):
    """The person may not do this."""


class ChangedMeanwhile(AccountsError):
    """Somebody saved the same form first; `current` holds what stands there now, by field."""

    def __init__(self, current: dict[str, str]) -> None:
        super().__init__(_("Somebody changed this page while you were writing. Please look at it once more."))
        self.current = current
