"""Names in addresses: ASCII, short, not reserved, each once."""

from collections.abc import Callable

from slugify import slugify

from events.identifiers import RESERVED_SLUGS

LENGTH = 60


def free_slug(text: str, *, otherwise: str, is_taken: Callable[[str], bool]) -> str:
    """The first free of "name", "name-2", "name-3" ...; `otherwise` where nothing of `text` can be written in ASCII.

    `is_taken` looks at what is there now: the unique constraint decides between two at the same instant.
    """
    base = slugify(text, max_length=LENGTH, word_boundary=True) or slugify(otherwise, max_length=LENGTH)
    if base in RESERVED_SLUGS:
        base = f"{base}-1"
    slug, number = base, 1
    while is_taken(slug):
        number += 1
        ending = f"-{number}"
        slug = base[: LENGTH - len(ending)].rstrip("-") + ending
    return slug
