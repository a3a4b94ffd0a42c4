"""The operator's admin. RSVPs are not in it, on purpose."""
