"""What does this customer actually have? See README.md."""
