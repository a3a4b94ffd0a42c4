"""Texts from elsewhere: read, cleaned of their page's furniture, each line accounted for. Pure."""
