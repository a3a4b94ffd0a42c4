"""Statements call; events and campaigns answer; people come. Everything the public and organisers see."""
