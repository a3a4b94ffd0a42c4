"""Widgets of a sheet of cells: a page may have nine thousand, so each writes itself, without a template."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


class _Written:
    def render(self: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = {"type": self.input_type, "name": name}
        if (text := self.format_value(value)) is not None:
            shown["value"] = text
        return format_html("<input{}>", flatatt(shown | self.build_attrs(self.attrs, attrs)))


class CellInput(_Written, forms.TextInput):
    """A line of text."""


class DayInput(_Written, forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Checkbox(forms.CheckboxInput):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = {"type": "checkbox", "name": name, "checked": bool(value)}
        return format_html("<input{}>", flatatt(shown | self.build_attrs(self.attrs, attrs)))


class ChoiceCell(forms.Select):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = format_html_join(
            "", "<option{}>{}</option>", ((self._option(key, value), label) for key, label in self.choices)
        )
        shown = {"name": name} | self.build_attrs(self.attrs, attrs)
        return format_html("<select{}>{}</select>", flatatt(shown), options)

    def _option(self, key: Any, value: Any) -> str:
        return flatatt({"value": key, "selected": str(key) == str(value)})


class NoteArea(forms.Textarea):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = {"name": name} | self.build_attrs(self.attrs, attrs)
        return format_html("<textarea{}>\n{}</textarea>", flatatt(shown), conditional_escape(value or ""))
