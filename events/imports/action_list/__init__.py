"""A whole call as somebody pastes it, read into actions, names and what was not understood. Nothing is invented."""
