"""What a running server tells of itself to those who watch over it: figures, and traces."""
