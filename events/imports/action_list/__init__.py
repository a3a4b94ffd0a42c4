"""A whole call as somebody pastes it, read into actions, names and what was not understood. Nothing is invented.

The grammar is code and knows no language, the words are data: to add a language copy one file of `words/`, translate
its lists and leave out those that the language has no word for.
"""
