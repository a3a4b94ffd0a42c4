"""Makes `serve` and `doctor` commands of manage.py: they stand above the apps whose parts they join."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
