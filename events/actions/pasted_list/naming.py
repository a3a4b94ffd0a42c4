"""Groups that a pasted list names: added to those that the statement lists, in place of none."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from events.actions.signature import MOST_NAMES, NAME_LENGTH
from events.errors import EventsError
from events.models import Call, ListedName, Statement
from events.search import normalize
from events.texts import clean_line


class Names:
    """The names of one statement, read once; `host` and `add` write what is missing. Whoever signed, or has claimed its
    name, stays as it is."""

    def __init__(self, call: Call) -> None:
        self._statement: Statement = call.statement
        self._own = normalize(call.statement.organization.name)
        self._known = {(row.role, normalize(row.name)): row for row in self._statement.listed_names.all()}

    def host(self, name: str) -> ListedName | None:
        """Who hosts one action; None for nobody else than the organisation itself. Raises EventsError naming host."""
        line = clean_line(name, field="host", length=NAME_LENGTH)
        if not line or normalize(line) == self._own:
            return None
        return self._row(line, ListedName.Role.HOST, field="host")

    def add(self, names: Sequence[str], *, role: str) -> int:
        """How many are new. Raises EventsError naming `role`."""
        before = len(self._known)
        for name in names:
            if line := clean_line(name, field=role, length=NAME_LENGTH):
                self._row(line, role, field=role)
        return len(self._known) - before

    def _row(self, line: str, role: str, *, field: str) -> ListedName:
        key = (role, normalize(line))
        if key not in self._known:
            if sum(known_role == role for known_role, _name in self._known) >= MOST_NAMES:
                raise EventsError(_("At most %(n)d names can be listed.") % {"n": MOST_NAMES}, field=field)
            self._known[key] = self._statement.listed_names.create(name=line, role=role, position=self._end(role))
        return self._known[key]

    def _end(self, role: str) -> int:
        return max((row.position for (known, _name), row in self._known.items() if known == role), default=-1) + 1

    def forget_unsaved(self) -> None:
        """After a savepoint was rolled back: what was added in it is not there."""
        there = set(self._statement.listed_names.values_list("pk", flat=True))
        self._known = {key: row for key, row in self._known.items() if row.pk in there}
