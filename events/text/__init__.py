"""What becomes of a text: rendered, cut into sentences, quoted, marked, found again. Pure."""
