from tests.notifications.conftest import drainer_environment

__all__ = ["drainer_environment"]
