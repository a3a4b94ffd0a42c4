"""What the schema says of every endpoint beside its rows."""

from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from events.api.problems import MEDIA_TYPE, ProblemSerializer


class Described(AutoSchema):
    """With the language of the reader, and with what is answered where something is wrong."""

    def get_override_parameters(self) -> list[Any]:
        languages = [code for code, _name in settings.LANGUAGES]
        said = "The language of errors, and of a town in `near`."
        return [OpenApiParameter("lang", enum=languages, description=said)]

    def get_response_serializers(self) -> Any:
        wrong = [400] if getattr(self.view, "action", None) == "list" else [404, 410]
        problems = {(code, MEDIA_TYPE): ProblemSerializer for code in wrong}
        return {200: super().get_response_serializers(), **problems}
