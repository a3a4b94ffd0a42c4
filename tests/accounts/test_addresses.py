import pytest

from accounts.addresses import address_hash, clean_address, mask_address, normalize_address
from accounts.errors import AddressInvalid

SAME_MAILBOX = {
    "mara@example.org": [
        "mara@example.org",
        " Mara@Example.ORG ",
        "MARA@EXAMPLE.ORG.",
        "mailto:mara@example.org",
        '"mara"@example.org',
        r'"m\ara"@example.org',
        "ｍａｒａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "mara@example。org",
        "\u200fmara@example.org\u200e",
        "ma\u200bra@example.org",
    ],
    "maraoconnor@gmail.com": [
        "mara.o.connor@gmail.com",
        "MaraOConnor+rally@googlemail.com",
        "m.a.r.a.o.connor+x+y@GMAIL.com",
    ],
    "mara@proton.me": ["mara@pm.me", "M_a-r.a+news@protonmail.com"],
    "mara@icloud.com": ["mara+1@me.com", "mara@mac.com"],
    "mara@outlook.com": ["mara+rally@outlook.com"],
    "mara@fastmail.com": ["anything@mara.fastmail.com", "mara+x@fastmail.com"],
    "mara@xn--bcher-kva.example": ["mara@bücher.example", "mara@BÜCHER.example", "mara@xn--bcher-kva.example"],
    "mara@xn--strae-oqa.example": ["mara@straße.example"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in SAME_MAILBOX.items() for text in texts])
def test_normalize_address_gives_one_key_for_all_spellings(key, text):
    assert normalize_address(text) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ma.ra@example.org", "mara@example.org"),
        ("mara+one@example.org", "mara@example.org"),
        ("mara@strasse.example", "mara@straße.example"),
        ("mara@example.org", "mara@example.com"),
    ],
)
def test_normalize_address_keeps_apart_what_may_be_two_people(one, other):
    assert normalize_address(one) != normalize_address(other)


def test_clean_address_keeps_the_local_part_as_typed():
    assert clean_address("Mara.O'Connor+Rally@Bücher.Example") == "Mara.O'Connor+Rally@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "looks like"),
        ("mara", "looks like"),
        ("@example.org", "looks like"),
        ("mara@", "looks like"),
        ("mara@example.org, other@example.org", "one address"),
        ("mara@example.org;other@example.org", "one address"),
        ("mara@other@example.org", "one address"),
        ("Mara <mara@example.org>", "alone"),
        ("mara(home)@example.org", "alone"),
        ("mara@localhost", "no dot"),
        ("mara@127.0.0.1", "not the name"),
        ("mara@[127.0.0.1]", "not the name"),
        ("mara@-bad.example", "not the name"),
        ("mara@example..org", "not the name"),
        ("ma ra@example.org", "before the @"),
        ("mara..x@example.org", "before the @"),
        ('"ma ra"@example.org', "before the @"),
        ("märä@example.org", "before the @"),
        ("mara\r\nBcc: x@example.org", "one address|looks like|before|not the name"),
        ("mara\x00@example.org", "before the @"),
        ("a" * 65 + "@example.org", "64"),
        ("mara@" + "a" * 63 + ("." + "b" * 60) * 4 + ".org", "254|not the name"),
        ("mara@" + "ü" * 70 + ".example", "not the name"),
        ("mara\ud800@", "looks like"),
    ],
)
def test_clean_address_says_what_is_wrong(text, words):
    with pytest.raises(AddressInvalid, match=words) as caught:
        clean_address(text)

    assert caught.value.field == "email"


def test_mask_address():
    assert mask_address("mara@example.org") == "m…@e…"
    assert mask_address("x@y.example") == "x…@y…"


def test_address_hash_is_keyed_and_apart_for_each_purpose(db):
    plain = {address_hash("mara@example.org"), address_hash("Mara+tag@Example.org.")}

    assert len(plain) == 1
    assert address_hash("mara@example.org", purpose="never") not in plain
    assert address_hash("other@example.org") not in plain
    assert len(plain.pop()) == 64
