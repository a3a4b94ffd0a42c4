"""Data keys, apart from what they open, and the mark that tells which key store belongs to this database."""

from django.db import models

from accounts.models.user import today
from accounts.querysets import DataKeyQuerySet


class DataKey(models.Model):
    """One data key, wrapped by a contact key. Lives in the database `keys` and nowhere else.

    Names are like "pepper", "occurrence:9", "letter:<id>"; what one means is its maker's affair.
    """

    NAME_LENGTH = 100

    name = models.CharField(max_length=NAME_LENGTH, primary_key=True)
    wrapped = models.BinaryField()
    # Fingerprint of the contact key that wraps it: tells at once whether today's keys open the store.
    wrapped_with = models.CharField(max_length=16, db_index=True)
    created_on = models.DateField(default=today)

    objects = DataKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "data key"
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="data_key_has_name")]

    def __str__(self) -> str:
        return self.name


class KeyStoreMark(models.Model):
    """One row, beside the sealed rows: says which key store opens them.

    A key store that is empty, or another site's, is noticed by it before a new key is made over sealed rows.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    check_value = models.CharField(max_length=64)

    class Meta:
        verbose_name = "mark of the key store"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="key_store_mark_once")]

    def __str__(self) -> str:
        return "mark of the key store"
