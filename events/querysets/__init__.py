"""Which rows, and figures per row. Time is passed in; other models are reached through relations only."""
