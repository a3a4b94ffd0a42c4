"""The read API, version 1: what is public, for programs. OpenAPI 3.1 at /api/v1/schema/."""
