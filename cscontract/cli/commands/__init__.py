"""A module a command, or a few that belong together.

Each is loaded only when asked for.

What each command does stands here, so that help can list all of them and load none.
"""

from __future__ import annotations

from typing import Any

#: module → its commands → what they do, in the order in which help lists them
COMMANDS: dict[str, dict[str, str]] = {
    "check": {
        "check": "statement and findings",
        "explain": "why a day is charged or not, or a month comes to what it does, step by step",
    },
    "words": {
        "price": "what the open phrases cost",
        "dispute": "for two readings of a phrase the shortest series of days that "
        "parts them in money",
        "infer": "which readings explain the bills",
    },
    "wording": {
        "wording": "sentences that settle doubtful phrases, and what they are worth to whom",
    },
    "terms": {
        "compare": "two agreements, or scenarios of one, on the same records",
        "sweep": "the total over a grid of figures",
        "trade": "what a concession on one figure is worth in another",
    },
    "parties": {
        "parties": "seats, costs and margin of the provider, the client's "
        "alternatives, the fees that serve both",
    },
    "risk": {"risk": "the spread of the total over simulated volumes"},
    "rounds": {"rounds": "offers and counter-offers of a negotiation, kept for good"},
    "import_export": {"import": "a platform's customer-service export into records"},
    "upgrade": {
        "upgrade": "an agreement file of version 1 as one of version 2, whose clauses are a list",
    },
    "page": {"page": "the notebooks as pages to read without a kernel"},
    "serve": {
        "lab": "the workbook in JupyterLab",
        "app": "the live panel as a page of its own",
    },
    "lite": {
        "lite": "the live panel as a site that runs in the browser, without installing",
    },
}
_PURPOSES = {
    name: purpose for named in COMMANDS.values() for name, purpose in named.items()
}


def purpose_of(command: str) -> str:
    """What a command does, as help says it.

    >>> purpose_of("price")
    'what the open phrases cost'
    """
    return _PURPOSES[command]


def add_command(commands: Any, name: str, description: str = "") -> Any:
    """The parser of a command, added to all commands.

    `description`: what its own help says; without it, what the list of commands says.
    """
    purpose = purpose_of(name)
    return commands.add_parser(name, help=purpose, description=description or purpose)
