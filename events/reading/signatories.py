"""Who stands behind a statement, and as of which revision."""

from dataclasses import dataclass

from events.models import ListedName, Signature, Statement


@dataclass(frozen=True, slots=True)
class Signatories:
    """`endorsers` have signed by their own act; `listed` are only named, by the text or as hosts, and count for
    nothing. `groups` of them there are: one that endorses and hosts is listed twice."""

    endorsers: list[Signature]
    listed: list[ListedName]
    current_id: int | None

    @property
    def count(self) -> int:
        return len(self.endorsers)

    @property
    def groups(self) -> int:
        return len({listed.name for listed in self.listed})

    def __bool__(self) -> bool:
        return bool(self.endorsers or self.listed)


def signatories_of(statement: Statement) -> Signatories:
    """Two queries. Signatures of translations are of those translations."""
    endorsers = (
        Signature.objects.of_endorsers()
        .filter(revision__statement=statement)
        .select_related("organization", "revision")
        .order_by("organization__name", "id")
    )
    listed = statement.listed_names.select_related("claimed_by")
    return Signatories(list(endorsers), list(listed), statement.current_id)
