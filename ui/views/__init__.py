"""One view a file; each is a script that Streamlit runs. What they share is in `parts`."""
