"""Real servers for the tests, each on a private port of loopback: PostgreSQL, Redis, SMTP, Celery, the site itself."""
