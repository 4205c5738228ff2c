"""Custom fields: fields that the organisation declares for itself."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tenure.api.administering import MESSAGE, administrative, sent_as
from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.described import administered, described
from tenure.api.shapes import SentCustomField
from tenure.operations.custom import declaring
from tenure.operations.custom.declared import CustomField, ObjectName
from tenure.operations.documents import custom_field_document

router = Router(tags=["Administration"])


@router.get("/custom-fields", operation_id="customFields", openapi_extra=described("CustomFields"))
def custom_fields(request: HttpRequest) -> HttpResponse:
    """The custom fields of every object."""
    question = asked(request)
    found = declaring.custom_fields(*question)
    told = [custom_field_document(field, question.actor.hidden) for field in found]
    return answer({"custom_fields": told})


@router.put(
    "/custom-fields/{of_object}/{name}",
    operation_id="putCustomField",
    openapi_extra=administered(None, body="SentCustomField"),
)
@administrative
def put(request: HttpRequest, of_object: ObjectName, name: str, message: MESSAGE = None) -> HttpResponse:
    """Declare a custom field, or change label, help and values of one; one that was retired takes values again."""
    sent = sent_as(request, SentCustomField)
    choices = None if sent.values is None else tuple(sent.values)
    field = CustomField(of_object, name, sent.label or name, sent.type, choices, sent.help)
    declaring.put_custom_field(*asked(request, message), field)
    return done()


@router.post(
    "/custom-fields/{of_object}/{name}/retire",
    operation_id="retireCustomField",
    openapi_extra=administered(None, 404),
)
@administrative
def retire(request: HttpRequest, of_object: ObjectName, name: str, message: MESSAGE = None) -> HttpResponse:
    """Let a custom field take no new values any more; what it has stays."""
    declaring.retire_custom_field(*asked(request, message), of_object, name)
    return done()
