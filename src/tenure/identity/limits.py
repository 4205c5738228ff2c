"""Every limit on users, tokens and logins, said once."""

from datetime import timedelta
from typing import Final

NAME_LENGTH: Final = 100
"""The most characters of a login, of a role's name, of a full name and of a token's label."""

EMAIL_LENGTH: Final = 254
"""The most characters of an email address."""

PASSWORD_LENGTH: Final = 12
"""The fewest characters of a password that a user chooses."""

PASSWORD_CHARACTERS: Final = 1_000
"""The most characters of a password; a longer one is no one's."""

LOGIN_WINDOW: Final = timedelta(minutes=15)
"""For how long a failed login counts."""

FAILURES_BY_NAME: Final = 10
"""How many logins of one name may fail within the window."""

FAILURES_BY_ADDRESS: Final = 50
"""How many logins from one address may fail within the window; an office may share one."""

TOKEN_DAYS: Final = 90
"""For how many days a token is good unless it is said."""

TOKEN_DAYS_MOST: Final = 3_650
"""The most days for which a token can be made."""

USE_NOTED_AFTER: Final = timedelta(minutes=1)
"""The use of a token is noted once in this time, so that not every request writes."""

CLIENT_NAME_LENGTH: Final = 50
"""The most characters of a client's name."""

SESSION_SECONDS: Final = 12 * 60 * 60
"""For how long somebody stays logged in."""

ACCESS_TOKEN_SECONDS: Final = 60 * 60
"""For how long a program's access token is good."""

LINK_SECONDS: Final = 600
"""For how long a link is good by which somebody logs in once."""
