"""The schema, step by step: each migration runs SQL files and nothing else."""
