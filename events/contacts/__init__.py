"""What people told us of themselves: address, name, token, sealed. Nothing else seals or opens them.

A key that is gone opens nothing: then there is nothing to read, and no error.
"""
