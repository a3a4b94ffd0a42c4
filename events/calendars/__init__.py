"""Calendar feeds: fragments written once, joined and served many times (RFC 5545, 7986, 9253)."""
