"""Other people's engines, as judges: they read what we write, and share no code with it or with each other.

Each module has `read(data)`, which gives what a subscriber of that engine sees, and `instants_of(...)`, which asks it
what a VTIMEZONE makes of wall-clock times. An engine that is not installed is an error that says what to type.
"""
