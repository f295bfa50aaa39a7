"""The words for our codes, as tables: what a reader sees for an action, a state, a reason, a relation."""

from collections.abc import Mapping
from typing import Final

from graph.model import Action, State

CATEGORIES: Final[Mapping[str, str]] = {
    "category:ai_tools": "AI tools",
    "category:generative_ai": "generative AI",
    "category:chatbots": "AI chatbots",
    "category:coding_assistants": "AI coding assistants",
    "category:llm": "language models",
    "category:ai_images": "AI-made images",
    "category:ai_generated_code": "AI-generated code",
    "category:ai_generated_content": "AI-generated content",
}
DEEDS: Final[Mapping[Action, str]] = {
    "ban": "{who} bans {tools}",
    "restrict": "{who} restricts {tools}",
    "require_approval": "{who} requires approval for {tools}",
    "allow": "{who} allows {tools}",
    "mandate": "{who} requires the use of {tools}",
    "lift": "{who} lifts limits on {tools}",
    "deny": "{who} denies limits on {tools}",
    "replace": "{who} replaces {tools}",
    "investigate": "{who} investigates {tools}",
    "warn": "{who} warns about {tools}",
}
ACTIONS: Final[Mapping[str, str]] = {
    "ban": "ban",
    "restrict": "limit",
    "require_approval": "approval required",
    "allow": "permission",
    "mandate": "duty to use",
    "lift": "end of a limit",
    "deny": "denial",
    "replace": "replacement",
    "investigate": "investigation",
    "warn": "warning",
}
STATES: Final[Mapping[State, str]] = {
    "RESTRICTED": "restricted",
    "BANNED": "banned",
    "APPROVAL_REQUIRED": "approval required",
    "PAUSED": "paused",
    "LIMITED": "limited",
    "PERMITTED": "permitted",
    "ALLOWED": "allowed",
    "ENCOURAGED": "encouraged",
    "MANDATED": "required",
}
REASONS: Final[Mapping[str, str]] = {
    "data_leak": "confidential data getting out",
    "ip_protection": "protecting its own intellectual property",
    "distillation": "distillation",
    "security": "security",
    "privacy_regulation": "data protection law",
    "accuracy": "wrong or invented output",
    "copyright": "copyright",
    "license": "licences and provenance",
    "cost": "cost",
    "productivity": "productivity",
    "competition": "competition",
    "quality": "quality",
    "workload": "a flood of low-value material",
    "legal_compliance": "legal compliance",
    "national_security": "national security",
    "ethics": "ethics",
    "academic_integrity": "academic integrity",
    "authenticity": "authenticity",
    "terms_violation": "breach of terms",
    "vendor_dependence": "dependence on a vendor",
    "learning": "learning",
    "adoption": "wider adoption",
    "conditions_met": "conditions were met",
    "error": "the rule was a mistake",
    "other": "another reason",
}
RELATIONS: Final[Mapping[str, str]] = {
    "contradicts": "contradiction",
    "disputes": "dispute",
    "refines": "more exact",
    "confirms": "confirmation",
    "supersedes": "later change",
    "corrects": "correction",
    "drifts": "drift from the source",
    "headline_body": "headline against text",
}
SUBTYPES: Final[Mapping[str, str]] = {
    "state": "what the rule is",
    "negation": "whether there is a rule",
    "population": "whom it binds",
    "tools": "which tools",
    "date": "since when",
    "number": "how many",
    "reason": "why",
    "roles": "whose data went where",
    "attribution": "who said so",
    "escalates": "made stricter",
    "eases": "eased",
    "lifts": "lifted",
    "replaces": "replaced",
    "still_in_force": "still in force",
    "official": "confirmed by the organisation",
    "took_effect": "took effect",
    "retracts": "withdrawn by the outlet",
    "effective": "since when",
    "numbers": "how many",
    "reasons": "why",
}
QUESTIONS: Final[Mapping[str, str]] = {
    "prediction": "a prediction",
    "promise": "a promised day",
    "open": "an open question",
}
OUTCOMES: Final[Mapping[str, str]] = {
    "OPEN": "open",
    "CONFIRMED": "came true",
    "REFUTED": "did not come true",
    "LAPSED": "its day has passed",
    "UNFALSIFIABLE": "nothing could settle it",
}
BASES: Final[Mapping[str, str]] = {
    "explicit": "",
    "anchored": " (counted from the page's day)",
    "default": " (our default)",
    "none": "",
}
REASONING: Final[Mapping[str, str]] = {
    "given": "",
    "none_given": "It is reported that no reason was given.",
    "not_reported": "No page reports a reason.",
}
RULINGS: Final[Mapping[str, str]] = {
    "same_entity": "one thing",
    "other_entity": "two things",
    "accept": "counts",
    "reject": "does not count",
    "confirm": "is a relation",
    "dismiss": "is no relation",
    "undo": "undoes",
}
STATUSES: Final[Mapping[str, str]] = {
    "single_origin": "Single origin",
    "corroborated": "Corroborated",
    "contested": "Contested",
    "superseded": "Superseded",
    "corrected": "Corrected",
    "retracted": "Retracted",
}
CHANGED: Final[Mapping[str, str]] = {
    "": "first known state",
    "escalates": "made stricter",
    "eases": "eased",
    "lifts": "lifted",
    "replaces": "replaced",
    "changes": "changed",
}
ODD: Final[Mapping[str, str]] = {
    "nothing_to_lift": "no page tells of the limit that it ends",
    "no_change": "the state before was the same",
}
MOODS: Final[Mapping[str, str]] = {
    "opinion": "In one view, {}",
    "hedged": "Possibly, {}",
    "conditional": "On a condition, {}",
    "question": "Open question: {}",
    "prediction": "Prediction: {}",
    "generic": "In general, {}",
}
DOCUMENTS: Final[Mapping[str, str]] = {
    "report": "report",
    "commentary": "commentary",
    "primary": "primary source",
    "correction": "correction",
    "aggregation": "aggregator",
}
