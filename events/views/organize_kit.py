"""The kit of a call as its editors write it, and the kit's words taken again by an action."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events import wording
from events.actions.kit import save_kit
from events.actions.kit_field import take_kit_field
from events.errors import EventsError
from events.forms.kit import KitForm
from events.models import Call, Kit
from events.reading.kit import count_without_kit, read_followers
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_call import own_call
from events.views.organize_event import own_event
from events.views.requests import SignedInRequest
from events.wording import language_of_page


@login_required
@form_page
def edit_kit(request: SignedInRequest, slug: str) -> HttpResponse:
    call = own_call(request, slug)
    kit = Kit.objects.filter(call=call).first()
    form = KitForm(request.POST or None, initial=KitForm.initial_of(kit))
    if request.method == "POST" and form.is_valid():
        try:
            reached = save_kit(
                call, texts=form.texts(), by=request.user, now=timezone.now(), version=form.cleaned_data["version"]
            )
            messages.success(request, _saved_words(reached))
            return redirect("events:organize-call-kit", slug)
        except EventsError as error:
            form.take(error, version=_version_now(call))
    followers = read_followers(call, kit)
    fields = [(form[name], followers[name]) for name in followers]
    context = {"call": call, "fields": fields, "without": count_without_kit(call, kit), "today": timezone.now().date()}
    return show_form(request, "events/kit_edit.html", form, **context)


@login_required
@require_POST
def take_field(request: SignedInRequest, slug: str) -> HttpResponse:
    """The button says which field."""
    event = own_event(request, slug)
    with refusal_shown(request):
        take_kit_field(event, request.POST.get("field", ""), by=request.user, now=timezone.now())
        messages.success(request, _("It has the words of the call’s kit, and follows them."))
    return redirect("events:organize-event-detail", slug)


def _version_now(call: Call) -> int | None:
    return Kit.objects.filter(call=call).values_list("version", flat=True).first()


def _saved_words(reached: int) -> str:
    if not reached:
        return _("Saved.")
    words = {"number": wording.say_number(reached, language_of_page())}
    return (
        ngettext(
            "Saved. %(number)s action has the new words.", "Saved. %(number)s actions have the new words.", reached
        )
        % words
    )
