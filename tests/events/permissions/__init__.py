"""What the table of docs/permissions.md is tried against: one world, a door for each address, and who asks."""
