"""What the app's page says of itself, where no kernel can say it.

That its answers are old, and why.
"""

from __future__ import annotations

from cscontract.core.language import LANGUAGES, Language, say

#: by the names that the page's script has for them
NOTICES = {
    "waiting": "The last move has no answer yet; what is grey is the answer before it.",
    "down": "The connection is lost: what is grey is old, and the controls wait until it is back.",
    "ended": "The session has ended: what is grey is old, and the controls no longer work. "
    "Opened anew, terms, words, baseline and offer are as they are here.",
    "again": "The connection is back. The last click had no answer: see whether it was done.",
    "address": "The server was started anew and asks for its whole address, with the token: "
    "open that in this same page; all is kept here.",
    "away": "The server does not answer. All is kept here; try again once it runs.",
    "failed": "The panel could not be opened.",
    "open": "Open anew",
    "close": "Close",
}


def page_notices() -> dict[str, dict[Language, str]]:
    """Each notice in both languages."""
    return {
        name: {each: say(sentence, each) for each in LANGUAGES}
        for name, sentence in NOTICES.items()
    }
