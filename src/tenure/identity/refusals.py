"""What is refused of users, roles, tokens and passwords."""

from tenure.kernel.refusals import Conflict, Forbidden, Malformed


class UnknownUser(Malformed):
    """No user has the login."""

    code = "UNKNOWN_USER"
    status = 404
    template = "There is no user {name}."


class UnknownRole(Malformed):
    """No role has the name."""

    code = "UNKNOWN_ROLE"
    status = 404
    template = "There is no role {name}. There are {known}."


class UnknownToken(Malformed):
    """No token has the id, or it is none of the caller's."""

    code = "UNKNOWN_TOKEN"
    status = 404
    template = "There is no token {token}."


class UnknownClient(Malformed):
    """No client has the name."""

    code = "UNKNOWN_CLIENT"
    status = 404
    template = "There is no client {name}."


class WrongClientName(Malformed):
    """No client can be called so."""

    code = "WRONG_CLIENT_NAME"
    template = (
        "{name!r} is no name of a client: it has to be 1 to {most} small letters, digits, dots, dashes and"
        " underscores, and to begin with a letter or digit."
    )


class UnknownPermission(Malformed):
    """There is no permission of the name."""

    code = "UNKNOWN_PERMISSION"
    template = "There is no permission {name}. There are {known}."


class UnknownField(Malformed):
    """The catalogue has no such field."""

    code = "UNKNOWN_FIELD"
    template = "There is no field {name}. A field is written like asset.key."


class WrongName(Malformed):
    """Nothing can be called so."""

    code = "WRONG_NAME"
    template = (
        "{name!r} is no {what}: it has to be a line of {least} to {most} characters without blanks around it."
    )


class WrongEmail(Malformed):
    """The text is no email address."""

    code = "WRONG_EMAIL"
    template = "{email!r} is no email address."


class WrongScope(Malformed):
    """Roots were given without a subtree, or a subtree without roots."""

    code = "WRONG_SCOPE"
    template = "Accounts are named where the scope is subtree, and only there; it is {scope}."


class WrongExpiry(Malformed):
    """The token would be good for too short or too long."""

    code = "WRONG_EXPIRY"
    template = "A token is good for 1 to {most} days."


class WeakPassword(Malformed):
    """The password is too easily guessed, or is the one before."""

    code = "WEAK_PASSWORD"
    template = "{why}"


class Unplaceable(Forbidden):
    """A provider says who somebody is, and that makes them nobody here."""

    code = "UNPLACEABLE"
    status = 403
    template = "{why}. Ask an administrator."


class PasswordToChange(Forbidden):
    """The password is a one-time password."""

    code = "PASSWORD_TO_CHANGE"
    status = 403
    template = "{name} has a one-time password, which has to be changed first."


class NameTaken(Conflict):
    """There is one of that name, however it is written."""

    code = "NAME_TAKEN"
    template = "There is a {what} {name} already."


class UserDeactivated(Forbidden):
    """The user is deactivated."""

    code = "USER_DEACTIVATED"
    template = "{name} is deactivated."


class ProgramWithoutPassword(Forbidden):
    """Programs have tokens."""

    code = "PROGRAM_WITHOUT_PASSWORD"
    template = "{name} is a program: it has tokens, and no password."


class MoreThanOwn(Forbidden):
    """Somebody would give more than they have, or change who has more."""

    code = "MORE_THAN_OWN"
    status = 403
    template = "{actor} may not {what}: that takes in {more}, which {actor} does not have."


class LastAdministrator(Conflict):
    """Nobody would be left who may do everything."""

    code = "LAST_ADMINISTRATOR"
    template = "{name} is the last administrator. Make another user one first."


class RoleReadyMade(Forbidden):
    """The role came with the book."""

    code = "ROLE_READY_MADE"
    template = "The role {name} is a ready-made one, and stays as it is. Make a role of your own."


class RoleInUse(Conflict):
    """Users have the role."""

    code = "ROLE_IN_USE"
    template = "The role {name} is in use: {users}. Give them other roles first."


class WithoutPassword(Forbidden):
    """The user comes by a provider, which keeps the password."""

    code = "WITHOUT_PASSWORD"
    status = 403
    template = "{name} has no password here: the provider keeps it."


class LockedOut(Forbidden):
    """Too many logins have failed."""

    code = "LOCKED_OUT"
    status = 429
    template = "Too many logins have failed. Try again in {minutes}."
