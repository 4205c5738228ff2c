"""The tables of users, made by Django from the models; and the roles that a new book has."""
