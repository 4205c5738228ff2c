"""The pages, each a function of a visit: it asks operations, and shows what they tell."""
