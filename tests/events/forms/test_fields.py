import pytest
from django import forms

from events.forms.fields import LanguageField


class Written(forms.Form):
    language = LanguageField()


@pytest.mark.parametrize("code", ["en", "ar", "es", "pt-BR", "sr-Latn", "gd"])
def test_a_language_that_somebody_writes_is_taken(code):
    assert Written({"language": code}).is_valid()


@pytest.mark.parametrize("code", ["xx", "", "english", "en\r\n", "../en"])
def test_a_language_that_nobody_writes_is_refused(code):
    form = Written({"language": code})

    assert not form.is_valid()
    assert "language" in form.errors


def test_languages_are_offered_by_their_own_names():
    html = str(Written()["language"])

    assert '<option value="ar">العربية</option>' in html
    assert '<option value="es">Español</option>' in html


def test_a_rare_language_that_stands_stays_chosen():
    html = str(Written(initial={"language": "gd"})["language"])

    assert '<option value="gd" selected>Gàidhlig</option>' in html
