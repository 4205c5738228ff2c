"""The fields with which a product or a contract says how partial periods of a price are counted."""

from tenure.catalogue.vocabulary import Choice, Field, Kind, Picklist

PRORATION = Picklist(
    (
        Choice("anniversary", "From the start", "Anniversary"),
        Choice("calendar", "By the calendar", "AlignToCalendar"),
        Choice("day_of_period", "From a fixed day", "DayOfPeriod"),
    )
)

PRORATION_PRECISION = Picklist(
    (
        Choice("month", "Whole months"),
        Choice("day", "Days"),
        Choice("month_day", "Months and days"),
        Choice("calendar_month_day", "Calendar months and days"),
    )
)

PRORATION_FIELDS = (
    Field("proration", "Proration", PRORATION, nullable=True,
          help="From where the periods of a price are counted."),
    Field("proration_day", "Proration Day", Kind.INTEGER, nullable=True,
          help="The day on which a period begins, with the proration `day_of_period`."),
    Field("proration_month", "Proration Month", Kind.INTEGER, nullable=True,
          help="The month in which a year begins, with the proration `day_of_period`."),
    Field("partial_periods", "Partial Periods", Kind.BOOLEAN, nullable=True,
          salesforce="ProrationPolicy.ArePartialPeriodsAllowed",
          help="Whether partial periods count by their days; else each counts as a whole one."),
    Field("proration_precision", "Proration Precision", PRORATION_PRECISION, nullable=True,
          help="How months are counted, instead of a proration."),
)  # fmt: skip
