"""Files for other tools: citation trails (CSL-JSON, Markdown, text) and lists of claims (JSON lines, CSV)."""
