import threading

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from accounts.errors import KeysUnavailable
from accounts.keys import (
    contact_key_opens,
    derive_hmac_key,
    destroy_keys,
    key_names,
    make_key,
    read_key,
    read_keys,
    rewrap_keys,
)
from accounts.models import DataKey, KeyStoreMark
from tests.accounts.conftest import NEW_CONTACT_KEY, OLD_CONTACT_KEY

pytestmark = pytest.mark.django_db(databases="__all__")


def test_make_key_gives_the_same_key_again():
    key = make_key("occurrence:9")

    assert len(key) == 32
    assert make_key("occurrence:9") == key == read_key("occurrence:9")
    assert make_key("occurrence:10") != key


def test_read_key_makes_none():
    assert read_key("occurrence:9") is None
    assert key_names("") == []


def test_a_stored_key_does_not_show_itself():
    key = make_key("occurrence:9")

    assert key not in bytes(DataKey.objects.get(name="occurrence:9").wrapped)


def test_a_wrapped_key_under_another_name_does_not_open():
    make_key("occurrence:9")
    row = DataKey.objects.get(name="occurrence:9")
    DataKey.objects.create(name="occurrence:10", wrapped=row.wrapped, wrapped_with=row.wrapped_with)

    assert set(read_keys(["occurrence:9", "occurrence:10"])) == {"occurrence:9"}


def test_read_keys_reads_many_in_one_query(django_assert_num_queries):
    keys = {f"occurrence:{n}": make_key(f"occurrence:{n}") for n in range(3)}

    with django_assert_num_queries(1, using="keys"):
        assert read_keys([*keys, "occurrence:99"]) == keys


def test_key_names_and_destroy_keys():
    for name in ("follow:1", "occurrence:1", "occurrence:2"):
        make_key(name)

    assert key_names("occurrence:") == ["occurrence:1", "occurrence:2"]
    assert destroy_keys(["occurrence:1", "occurrence:7"]) == 1
    assert read_key("occurrence:1") is None
    assert key_names("occurrence:") == ["occurrence:2"]


def test_hmac_key_is_bound_to_its_data_key():
    first, second = make_key("occurrence:1"), make_key("occurrence:2")

    assert derive_hmac_key(first) == derive_hmac_key(first)
    assert len({derive_hmac_key(first), derive_hmac_key(second), first, second}) == 4


def test_no_new_key_is_made_over_sealed_rows_with_a_lost_contact_key(settings):
    settings.CONTACT_KEYS = [OLD_CONTACT_KEY]
    make_key("occurrence:9")
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]

    assert contact_key_opens() is False
    for name in ("occurrence:9", "occurrence:10"):
        with pytest.raises(KeysUnavailable):
            make_key(name)
    with pytest.raises(KeysUnavailable):
        read_keys(["occurrence:9"])
    assert key_names("occurrence:") == ["occurrence:9"]


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ="])
def test_no_key_is_made_with_a_contact_key_that_is_none(settings, text):
    settings.CONTACT_KEYS = [text] if text else []

    assert contact_key_opens() is False
    with pytest.raises(KeysUnavailable):
        make_key("occurrence:9")
    assert not DataKey.objects.exists()


def test_an_empty_key_store_beside_sealed_rows_is_refused():
    make_key("occurrence:9")
    DataKey.objects.all().delete()

    assert contact_key_opens() is False
    with pytest.raises(KeysUnavailable):
        make_key("occurrence:9")


def test_the_key_store_of_another_site_is_refused():
    make_key("occurrence:9")
    KeyStoreMark.objects.update(check_value="0" * 64)

    assert contact_key_opens() is False
    assert read_key("occurrence:9")
    with pytest.raises(KeysUnavailable):
        make_key("occurrence:10")


def test_rotation_keeps_every_key_and_frees_the_old_contact_key(settings):
    settings.CONTACT_KEYS = [OLD_CONTACT_KEY]
    keys = {f"occurrence:{n}": make_key(f"occurrence:{n}") for n in range(5)}
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY, OLD_CONTACT_KEY]

    assert contact_key_opens() is True
    assert [rewrap_keys(4), rewrap_keys(4), rewrap_keys(4)] == [4, 2, 0]  # five and the pepper

    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]
    assert contact_key_opens() is True
    assert read_keys(keys) == keys


def test_rotate_contact_key_command(settings, capsys):
    settings.CONTACT_KEYS = [OLD_CONTACT_KEY]
    key = make_key("occurrence:9")
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY, OLD_CONTACT_KEY]

    call_command("rotate_contact_key", "--dry-run")
    call_command("rotate_contact_key")
    call_command("rotate_contact_key")

    assert capsys.readouterr().out.splitlines() == [
        "2 keys would be wrapped with the newest contact key.",
        "2 keys wrapped anew. The old contact key can go now.",
        "0 keys wrapped anew. The old contact key can go now.",
    ]
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]
    assert read_key("occurrence:9") == key


def test_rotate_contact_key_stops_without_the_old_one(settings):
    settings.CONTACT_KEYS = [OLD_CONTACT_KEY]
    make_key("occurrence:9")
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]

    with pytest.raises(CommandError, match="new,old"):
        call_command("rotate_contact_key")


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_many_threads_make_one_key():
    barrier = threading.Barrier(8)
    made = []

    def make():
        try:
            barrier.wait()
            made.append(make_key("occurrence:9"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 8
    assert set(made) == {read_key("occurrence:9")}
    assert sorted(key_names("")) == ["occurrence:9", "pepper"]
    assert contact_key_opens() is True
