import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import SealBroken
from accounts.sealing import seal, unseal

KEY = os.urandom(32)
CONTEXT = ("events_rsvp", "address", 9)


@given(st.binary(max_size=500))
def test_unseal_gives_back_what_was_sealed(plain):
    assert unseal(KEY, seal(KEY, plain, context=CONTEXT), context=CONTEXT) == plain


def test_seal_never_gives_the_same_bytes_twice():
    assert len({seal(KEY, b"mara@example.org", context=CONTEXT) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "context",
    [
        ("events_rsvp", "address", 10),
        ("events_rsvp", "name", 9),
        ("events_pledge", "address", 9),
        ("events_rsvpa", "ddress", 9),
    ],
)
def test_unseal_refuses_another_place(context):
    sealed = seal(KEY, b"mara@example.org", context=CONTEXT)

    with pytest.raises(SealBroken):
        unseal(KEY, sealed, context=context)


def test_unseal_takes_a_row_number_as_text_for_the_same_row():
    assert unseal(KEY, seal(KEY, b"x", context=("a", "b", 9)), context=("a", "b", "9")) == b"x"


def test_unseal_refuses_each_changed_byte():
    sealed = seal(KEY, b"mara@example.org", context=CONTEXT)

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            unseal(KEY, bytes(changed), context=CONTEXT)


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 12, b"x" * 27])
def test_unseal_refuses_what_was_never_sealed(sealed):
    with pytest.raises(SealBroken):
        unseal(KEY, sealed, context=CONTEXT)


def test_unseal_refuses_another_key():
    with pytest.raises(SealBroken):
        unseal(os.urandom(32), seal(KEY, b"x", context=CONTEXT), context=CONTEXT)
