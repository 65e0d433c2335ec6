"""The names that the Digital Services Act's templates and database ask for, as data.

Categories, keywords and columns are those of the CSV templates in Annex I to Implementing Regulation (EU) 2024/2835
(eleven parts); attributes and values those of the documentation of the Transparency Database's API, version 2. Names
are copied to the letter, spaces at their ends included.
"""

from __future__ import annotations

IP = "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS"
_CATEGORIES = """
ANIMAL_WELFARE: ANIMAL_HARM UNLAWFUL_SALE_ANIMALS OTHER
CONSUMER_INFORMATION: HIDDEN_ADVERTISEMENT INSUFFICIENT_INFORMATION_ON_TRADERS MISLEADING_INFO_GOODS_SERVICES
 MISLEADING_INFO_CONSUMER_RIGHTS NONCOMPLIANCE_PRICING OTHER
CYBER_VIOLENCE: CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT CYBER_INCITEMENT CYBER_STALKING
 NON_CONSENSUAL_IMAGE_SHARING NON_CONSENSUAL_MATERIAL_DEEPFAKE OTHER
CYBER_VIOLENCE_AGAINST_WOMEN: BULLYING_AGAINST_GIRLS CYBER_HARASSMENT_AGAINST_WOMEN CYBER_STALKING_AGAINST_WOMEN
 FEMALE_GENDERED_DISINFORMATION INCITEMENT_AGAINST_WOMEN NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN
 NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN OTHER
DATA_PROTECTION_AND_PRIVACY_VIOLATIONS: BIOMETRIC_DATA_BREACH DATA_FALSIFICATION MISSING_PROCESSING_GROUND
 RIGHT_TO_BE_FORGOTTEN OTHER
ILLEGAL_OR_HARMFUL_SPEECH: DEFAMATION DISCRIMINATION HATE_SPEECH OTHER
INTELLECTUAL_PROPERTY_INFRINGEMENTS: COPYRIGHT_INFRINGEMENT DESIGN_INFRINGEMENT GEOGRAPHIC_INDICATIONS_INFRINGEMENT
 PATENT_INFRINGEMENT TRADE_SECRET_INFRINGEMENT TRADEMARK_INFRINGEMENT OTHER
NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS: MISINFORMATION_DISINFORMATION VIOLATION_EU_LAW
 VIOLATION_NATIONAL_LAW OTHER
PROTECTION_OF_MINORS: AGE_SPECIFIC_RESTRICTIONS_MINORS CHILD_SEXUAL_ABUSE_MATERIAL CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE
 GROOMING_SEXUAL_ENTICEMENT_MINORS UNSAFE_CHALLENGES OTHER
RISK_FOR_PUBLIC_SECURITY: ILLEGAL_ORGANIZATIONS RISK_ENVIRONMENTAL_DAMAGE RISK_PUBLIC_HEALTH TERRORIST_CONTENT OTHER
SCAMS_AND_FRAUD: IMPERSONATION_ACCOUNT_HIJACKING INAUTHENTIC_ACCOUNTS INAUTHENTIC_LISTINGS INAUTHENTIC_USER_REVIEWS
 PHISHING PYRAMID_SCHEMES OTHER
SELF_HARM: CONTENT_PROMOTING_EATING_DISORDERS SELF_MUTILATION SUICIDE OTHER
UNSAFE_AND_PROHIBITED_PRODUCTS: PROHIBITED_PRODUCTS UNSAFE_PRODUCTS OTHER
VIOLENCE: COORDINATED_HARM INCITEMENT_VIOLENCE_HATRED HUMAN_EXPLOITATION HUMAN_TRAFFICKING TRAFFICKING_WOMEN_GIRLS OTHER
OTHER_VIOLATION_TC: ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS GEOGRAPHICAL_REQUIREMENTS
 GOODS_SERVICES_NOT_PERMITTED LANGUAGE_REQUIREMENTS NUDITY OTHER
"""
CATEGORIES = {
    f"STATEMENT_CATEGORY_{line.partition(':')[0]}": tuple(f"KEYWORD_{word}" for word in line.partition(":")[2].split())
    for line in _CATEGORIES.replace("\n ", " ").strip().splitlines()
}
"""The keywords of each category, in the order of the templates; the last category is of own terms alone (part 6)."""
ILLEGAL = tuple(CATEGORIES)[:-1]

PARTS = {
    1: "summary", 2: "categories_names", 3: "member_states_orders", 4: "notices", 5: "own_initiative_illegal",
    6: "own_initiative_TC", 7: "appeals_and_recidivism", 8: "automated_means", 9: "human_resources", 10: "AMAR",
    11: "qualitative",
}  # fmt: skip
ALL = "All"
HOSTS = "Only for providers of hosting services, including online platforms"
PLATFORMS, VLOPS = "Only for providers of online platforms", "Only for VLOPs"
_PERIOD = ("Applicability", "Service", "Reporting period")
_OTHER = 'Description of the sub-category "Other"'
_ORDERS = (
    "Number of orders to act against illegal content received",
    "Number of specific items of information included in the total number of orders to act against illegal content",
    "Median time to inform the authority of the receipt of the order to act against illegal content",
    "Median time to give effect to the order to act against illegal content",
    "Number of orders to provide information",
    "Median time to inform the authority of the receipt of the order to provide information",
    "Median time to give effect to the order to provide information",
)
_NOTICES = (
    "Number of notices received ",
    "Number of notices received from Trusted flaggers",
    "Number of specific items of information included in the total number of notices",
    "Number of specific items of information included in the total number of notices by Trusted Flaggers"
    " (Trusted Flagger notices)",
    "Median time to take action",
    "Median time to take action (Trusted Flagger notices)",
    "Number of actions taken on the basis of the law",
    "Number of actions taken on the basis of the law (Trusted Flagger notices)",
    "Number of actions taken on the basis of the terms and conditions of the service",
    "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
)
MEASURES = (
    "Number of measures taken at the provider's own initiative ",
    "Number of measures taken after detection with solely automated means ",
    *(
        f"Visibility restriction {kind}"
        for kind in ("Removal", "Disable", "Demoted", "Age restricted", "Interaction restricted", "Labelled ", "Other")
    ),
    *(f"Monetary restriction {kind}" for kind in ("Suspension", "Termination", "Other")),
    *(f"Provision of the service {kind}" for kind in ("Suspension", "Termination")),
    *(f"Account restriction {kind}" for kind in ("Suspension", "Termination")),
)
_MEASURED = (_OTHER, *MEASURES, *(f"Contextual Information on {name}" for name in MEASURES))
COLUMNS: dict[int, tuple[str, ...]] = {
    1: ("Applicability", "Service", "Indicator", "Value"),
    2: (
        "Category label",
        "Category description",
        "Category of illegal content / incompatible with the terms and conditions",
        "Contextual information",
    ),
    3: (
        *_PERIOD, "Category of illegal content", _OTHER, "Scope",
        *_ORDERS,
        *(f"Contextual information on n{name.removeprefix('N')}" for name in _ORDERS[:2]),  # small there, as published
        *(f"Contextual information on {name}" for name in _ORDERS[2:]),
    ),
    4: (
        *_PERIOD, "Category of illegal content", _OTHER, *_NOTICES,
        *(f"Contextual information on {name}" for name in _NOTICES),
    ),
    5: (*_PERIOD, "Category of illegal content", *_MEASURED),
    6: (*_PERIOD, "Category of incompatibility with the provider's terms and conditions", *_MEASURED),
    7: (*_PERIOD, "Section", "Indicator", "Scope", "Value", "Contextual Information"),
    8: (*_PERIOD, "Section", "Indicator", "Scope", "Value", "Contextual Information"),
    9: (*_PERIOD, "Section", "Indicator", "Scope", "Value", "Contextual information"),
    10: (*_PERIOD, "Section", "Indicator", "Scope", "Value"),
    11: (*_PERIOD, "Indicator", "Value"),
}  # fmt: skip
INTERNAL, BODIES = "Internal complaints mechanism", "Out-of-court dispute settlement bodies"
SUSPENSIONS = "Suspensions imposed on repeated offenders"
SUBMITTED = "Number of complaints submitted to the internal-complaints mechanism"
IMPOSED = "Number of restrictions newly imposed as a result of an internal complaint"
REGARDING = {
    "removal": "Complaint regarding a decision to remove or disable access to or restrict visibility of information",
    "service": "Complaint regarding a decision to suspend or terminate the provision of the service",
    "account": "Complaint regarding a decision to suspend or terminate an account ",
    "money": "Complaint regarding a decision to restrict the ability to monetise information",
    "inaction": "Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16",
    "flagger": "Complaint regarding a decision not to take action on a notice submitted by a Trusted Flagger in"
    " accordance with Article 16",
}
DISPUTES = "Number of disputes submitted to out-of-court dispute settlement bodies"
SUSPENDED = (
    "Number of suspensions enacted for the provision of manifestly illegal content ",
    "Number of suspensions enacted for the provision of manifestly unfounded notices",
    "Number of suspensions enacted for the provision of manifestly unfounded complaints",
)
DECIDED = ("Total number", "Decisions upheld", "Decisions partially reversed", "Decisions reversed", "Median time")
AUTOMATED = "Use of automated means for content moderation"
ACCURACY = tuple(f"Accuracy of the automated means - {name}" for name in ("Accuracy", "Precision", "Recall"))
STAFF = "Human resources dedicated to content moderation "
RECIPIENTS = "Number of average monthly active recipients during the reporting period "
