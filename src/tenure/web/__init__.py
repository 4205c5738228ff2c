"""The pages: what a customer has, how it came to be, what comes next, and the forms that change it."""
