"""Statements as editors bring them in, correct, translate and sign them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from events.actions import signature, statement
from events.errors import EditClash
from events.forms.base import ActionForm
from events.forms.fields import DayField, LanguageField
from events.forms.organization import HostedForm
from events.imports.pasted_text import MAX_BYTES, UnreadableText
from events.imports.statement import ImportedStatement, read_statement
from events.models import ListedName, Revision, Statement


class ImportForm(ActionForm):
    """A pasted text or a file; `read` says what it was understood as."""

    source = forms.CharField(
        label=gettext_lazy("The text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        required=False,
        strip=False,
        help_text=gettext_lazy("Paste it as it stands on your page, title and date with it. Markdown is understood."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a text file"),
        required=False,
        help_text=gettext_lazy(".txt or .md, UTF-8, at most one megabyte"),
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.markdown,text/plain,text/markdown"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload is None and not cleaned.get("source", "").strip():
            raise forms.ValidationError({"source": _("Paste a text or choose a file.")})
        try:
            self.imported = self._read(upload, cleaned.get("source", ""))
        except UnreadableText as error:
            raise forms.ValidationError({"file" if upload else "source": error.message})
        return cleaned

    imported: ImportedStatement

    @staticmethod
    def _read(upload: Any, source: str) -> ImportedStatement:
        if upload is None:
            return read_statement(source)
        return read_statement(upload.read(MAX_BYTES + 1), name=upload.name)


class StatementForm(ActionForm):
    """What a statement says; `version` is the one that the form was opened with."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=statement.TITLE_LENGTH)
    dated_on = DayField(label=gettext_lazy("Date"), help_text=gettext_lazy("The day that the text itself bears."))
    language = LanguageField(label=gettext_lazy("Language"))
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=statement.BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
        help_text=gettext_lazy("A blank line begins a new paragraph. Markdown: **bold**, ## heading, - list, links."),
    )
    source_url = forms.CharField(
        label=gettext_lazy("Where it was first published, if anywhere"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://", "dir": "ltr"}),
    )


class NewStatementForm(HostedForm, StatementForm):
    """What was understood of a text, to be corrected."""


class EditStatementForm(StatementForm):
    note = forms.CharField(
        label=gettext_lazy("What has changed, in a sentence"), max_length=statement.NOTE_LENGTH, required=False
    )
    is_correction = forms.BooleanField(
        label=gettext_lazy("This is a correction: it changes no demand and nobody’s meaning"), required=False
    )

    def take_clash(self, clash: EditClash) -> None:
        """The page shows both texts beside each other; saving again is then a decision made with both in view."""
        self.add_error(None, clash.message)
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(clash.theirs["version"])
        self.data = data

    @staticmethod
    def initial_of(statement: Statement, revision: Revision) -> dict[str, Any]:
        return {
            "title": revision.title,
            "body": revision.body,
            "language": revision.language,
            "dated_on": statement.dated_on,
            "source_url": statement.source_url,
            "note": "" if revision.published_at else revision.note,
            "is_correction": revision.published_at is None and revision.is_correction,
            "version": statement.version,
        }


class TranslationForm(ActionForm):
    language = LanguageField(label=gettext_lazy("Language of the translation"))
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=statement.TITLE_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=statement.BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
    )
    translator = forms.CharField(
        label=gettext_lazy("Translated by"), max_length=statement.TRANSLATOR_LENGTH, required=False
    )
    translated_on = DayField(label=gettext_lazy("On"), required=False)


class NamesForm(ActionForm):
    role = forms.ChoiceField(label=gettext_lazy("They are named as"), choices=ListedName.Role.choices)
    names = forms.CharField(
        label=gettext_lazy("Groups, one on each line"),
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        required=False,
        max_length=signature.MOST_NAMES * 60,
        help_text=gettext_lazy("They stand on the page as “listed by” you. Only they themselves can sign."),
    )


class SignForm(ActionForm):
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("In the name of"), empty_label=None
    )

    def __init__(self, data: Any = None, *, organizations: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]

    def offer(self, organizations: Any) -> None:
        """Only these are offered; the others, which have signed, have buttons of their own on the page."""
        self.fields["organization"].choices = [(one.pk, str(one)) for one in organizations]  # type: ignore[attr-defined]


class RemovalForm(ActionForm):
    removed_reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("It stays on the page, with number, date and hash. Do not repeat what has to go."),
    )
