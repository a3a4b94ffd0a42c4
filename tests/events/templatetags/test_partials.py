"""The partials of forms: every kind of field, every error reachable by its link."""

from html.parser import HTMLParser

from django import forms
from django.template.loader import render_to_string


class Everything(forms.Form):
    title = forms.CharField(help_text="Short.")
    text = forms.CharField(widget=forms.Textarea)
    agreed = forms.BooleanField(help_text="Tick it.")
    one = forms.ChoiceField(choices=[("a", "A")])
    radio = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="Which?")
    several = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    day = forms.DateField()
    secret = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("As a whole it makes no sense.")


class Ids(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.described, self.labelled = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"].removeprefix("#")] if tag == "a" else []
        self.described += values.get("aria-describedby", "").split()
        self.labelled += [values["for"]] if tag == "label" else []


def render(form):
    fields = "".join(render_to_string("_field.html", {"field": field}) for field in form)
    return render_to_string("_form_problems.html", {"form": form}) + fields


def test_every_problem_leads_to_its_field_and_every_field_to_its_help_and_error():
    found = Ids(render(Everything({})))

    assert found.links == ["id_title", "id_text", "id_agreed", "id_one", "id_radio", "id_several", "id_day"]
    assert set(found.links) | set(found.described) | set(found.labelled) <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert {"id_title_helptext", "id_title_error", "id_radio_helptext", "id_radio_error"} <= set(found.described)


def test_problems_are_counted_and_announced():
    html = render_to_string("_form_problems.html", {"form": Everything({})})

    assert 'role="alert"' in html
    assert "9 things to mend" in html
    assert "As a whole it makes no sense." in html


def test_a_form_without_problems_says_nothing():
    assert render_to_string("_form_problems.html", {"form": Everything()}).strip() == ""
