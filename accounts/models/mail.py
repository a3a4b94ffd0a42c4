"""What keeps mail honest: budgets, the never-write-again list, the demo mail box."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import KeptMailQuerySet, MailBudgetQuerySet


class MailBudget(models.Model):
    """When an address last got a mail nobody has answered. Keyed hash; points to nothing (invariant 7)."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    last_sent_at = models.DateTimeField(db_index=True)

    objects = MailBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail budget")

    def __str__(self) -> str:
        return self.address_hash[:8]


class NeverWrite(models.Model):
    """An address that wants no mail from this site again. Keyed hash; points to nothing (invariant 7)."""

    address_hash = models.CharField(max_length=64, primary_key=True)

    class Meta:
        verbose_name = _("address that is never written to")

    def __str__(self) -> str:
        return self.address_hash[:8]


class KeptMail(models.Model):
    """A mail of the local demo box: kept instead of sent, sealed with the key of its day, for seven days."""

    KEY_PREFIX = "mail-box:"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=100, blank=True)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    objects = KeptMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept mail")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def key_name(self) -> str:
        return self.key_name_of(self.created_at.date())

    @classmethod
    def key_name_of(cls, day: date) -> str:
        """The key of a UTC day; names sort as days do."""
        return f"{cls.KEY_PREFIX}{day.isoformat()}"
