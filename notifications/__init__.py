"""The outbox: knows how to deliver, never what an event is."""
