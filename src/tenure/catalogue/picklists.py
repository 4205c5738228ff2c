"""Picklists that several objects share, with Salesforce's values beside ours."""

from tenure.catalogue.vocabulary import Choice, Picklist

PRICING_TERM_UNIT = Picklist(
    (
        Choice("month", "Month", "Months"),
        Choice("quarter", "Quarter", "Quarterly"),
        Choice("semi_annual", "Half a year", "Semi-Annual"),
        Choice("annual", "Year", "Annual"),
    )
)

TERM_UNIT = Picklist((Choice("day", "Day"), *PRICING_TERM_UNIT.choices))

RENEWAL_MODEL = Picklist((Choice("asset", "From assets"), Choice("contract", "From contracts")))

RENEWAL_PRICE = Picklist(
    (
        Choice("same", "As before", "LastTransaction"),
        Choice("list", "List price", "PriceBookListPrice"),
        Choice("uplift", "Raised by an uplift"),
    )
)

QUANTITY_SCALE = Picklist(
    (Choice("constant", "Constant", "Constant"), Choice("proportional", "Proportional", "Proportional"))
)

SEGMENT_TYPE = Picklist(
    (
        Choice("yearly", "Yearly", "Yearly"),
        Choice("custom", "Custom", "Custom"),
        Choice("free_trial", "Free trial", "FreeTrial"),
        Choice("prorated", "Prorated", "Prorated"),
    )
)
