"""What pages read: rows gathered and told apart for one view, in a fixed number of queries."""
