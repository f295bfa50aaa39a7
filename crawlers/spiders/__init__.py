"""The spiders: each asks for pages and yields what became of them, nothing else."""
