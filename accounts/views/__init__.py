"""Pages of accounts beside those of django-allauth."""
