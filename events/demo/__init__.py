"""Demo content: fictional organisations, companies and places, made through the same actions as everything real."""
