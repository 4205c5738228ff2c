"""The only folder that speaks SQL: the schema, the statements, and what turns rows into values and back."""
