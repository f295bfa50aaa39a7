"""From the web to the store: polite fetching, reading pages, one Document and one Version for each."""
