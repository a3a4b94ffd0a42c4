"""Long runs that kill what they can: `make torture`. The short forms stand in the tests of each app."""
