"""Every list under other endings: .ics to subscribe to, .rss and .json to read."""
