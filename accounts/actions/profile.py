"""What a person says of themselves: a name for the other members, a language for pages."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import AccountsError
from accounts.models import User
from accounts.texts import clean_line


def update_profile(user: User, *, name: str, language: str) -> User:
    """Raises AccountsError naming the field. An empty language means: what the browser asks for."""
    user.name = clean_line(name, field="name", length=120)
    if language and language not in dict(settings.LANGUAGES):
        raise AccountsError(_("This site does not know this language."), field="language")
    user.language = language
    user.save(update_fields=["name", "language"])
    return user
