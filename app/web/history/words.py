"""What the pages of History call things: tools, kinds of rows, states, fields of a column."""

from app.planner.text import N_

SOURCES = {
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "pipedrive": "Pipedrive",
    "zoho": "Zoho CRM",
    "google_ads": "Google Ads",
    "microsoft_ads": "Microsoft Ads",
    "meta_ads": "Meta Ads",
    "linkedin_ads": "LinkedIn Campaign Manager",
    "tiktok_ads": "TikTok Ads",
    "pinterest_ads": "Pinterest Ads",
    "ga4": "Google Analytics",
    "lemlist": "lemlist",
    "instantly": "Instantly",
    "smartlead": "Smartlead",
    "apollo": "Apollo",
    "mailchimp": "Mailchimp",
}
OTHER_SOURCE = N_("a table")

KINDS = {
    "records": N_("Buyers"),
    "events": N_("Steps of buyers"),
    "counts": N_("Counts by month"),
    "spend": N_("Spend and activity"),
    "lookup": N_("Lookup"),
}
KINDS_ABOUT = {
    "records": N_("A row is a lead, a contact or a deal, with the days on which it got somewhere."),
    "events": N_("A row is one step of a buyer: who, to which stage, on what day."),
    "counts": N_("A row says how many there were in a month. There are no buyers, so rates are of flows and there are no lags."),
    "spend": N_("A row is what was spent or done in a day, a month or a period, mostly by campaign."),
    "lookup": N_("A row says more about a value of another file, such as the region of each sales agent."),
}

STATES = {
    "looking": (N_("Being looked at"), "", "clock"),
    "asked": (N_("Needs an answer"), "warn", "warn"),
    "ready": (N_("Ready to take in"), "", "info"),
    "taking": (N_("Being taken in"), "", "clock"),
    "done": (N_("Taken in"), "good", "check"),
    "failed": (N_("Failed"), "bad", "stop"),
    "cancelled": (N_("Cancelled"), "", "stop"),
}
"""For each state its label, its tone and its sign."""
AGAIN = (N_("Already here"), "", "copy")

HOLDS = {
    "empty": N_("empty"),
    "text": N_("text"),
    "number": N_("numbers"),
    "percent": N_("percentages"),
    "money": N_("money"),
    "date": N_("dates"),
}

FIELDS = {
    "id": N_("Id of the buyer"),
    "created": N_("Day it was created"),
    "closed": N_("Day it was closed"),
    "expected_close": N_("Expected close (a forecast)"),
    "outcome": N_("Outcome or stage"),
    "is_won": N_("Won: yes or no"),
    "is_closed": N_("Closed: yes or no"),
    "amount": N_("Worth of the deal"),
    "currency": N_("Currency"),
    "channel": N_("Channel or source"),
    "account": N_("Account (company)"),
    "owner": N_("Owner (person)"),
    "entered": N_("Day it entered a stage"),
    "lost": N_("Day it was lost"),
    "attribute": N_("To split by"),
    "stage": N_("Stage"),
    "from_stage": N_("Stage before"),
    "changed": N_("Which field changed"),
    "day": N_("Day"),
    "year": N_("Year of the month in another column"),
    "until": N_("Last day of the period"),
    "count": N_("How many"),
    "spend": N_("Spend"),
    "revenue": N_("Revenue"),
    "campaign": N_("Campaign"),
    "activity": N_("Activity"),
    "key": N_("The value that is looked up"),
}
FIELDS_OF = {
    "records": (
        (N_("Who"), ("id", "channel", "account", "owner")),
        (N_("When"), ("entered", "created", "closed", "lost", "expected_close")),
        (N_("What came of it"), ("outcome", "is_won", "is_closed", "amount", "currency")),
        (N_("More"), ("attribute",)),
    ),
    "events": (
        (N_("Who"), ("id", "channel", "account", "owner")),
        (N_("What happened"), ("stage", "from_stage", "changed", "day", "created", "amount", "currency")),
        (N_("More"), ("attribute",)),
    ),
    "counts": (
        (N_("When and where"), ("day", "year", "until", "channel", "campaign", "stage")),
        (N_("How much"), ("count", "spend", "revenue", "currency", "activity")),
    ),
    "spend": (
        (N_("When and where"), ("day", "year", "until", "channel", "campaign")),
        (N_("How much"), ("spend", "revenue", "currency", "activity")),
    ),
    "lookup": ((N_("Lookup"), ("key", "attribute")),),
}
"""For each kind of row the fields that a column can be, in groups."""

ACTIVITIES = {
    "impressions": N_("Impressions"),
    "clicks": N_("Clicks"),
    "contacted": N_("Contacted"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "replied": N_("Replied"),
    "positive": N_("Positive replies"),
    "meetings": N_("Meetings"),
    "leads": N_("Leads"),
}
KEYS = {"channel": N_("Channel"), "owner": N_("Owner"), "account": N_("Account")}

ORDERS = {"dmy": N_("day, month, year"), "mdy": N_("month, day, year"), "ymd": N_("year, month, day")}
SCALES = {"1": N_("as they stand"), "1000": N_("in thousands"), "1000000": N_("in millions"), "1000000000": N_("in billions")}
"""For how many each amount of money counts."""
HEADERS = {"yes": N_("The first row is the header"), "no": N_("There is none: the first row is data")}
"""Whether a file has names of columns."""
MEANINGS = {"won": N_("Won"), "lost": N_("Lost"), "open": N_("Open"), "ignore": N_("Leave such rows out")}
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar"), "": N_("one column")}
