"""The spiders: each asks for pages and tells the desk what became of them, nothing else."""
