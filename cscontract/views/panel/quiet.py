"""Controls that are set without an answer to each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Quiet:
    """Mixed into what has controls: `with self.quietly()` they are set, and `quiet`
    says not to answer.
    """

    quiet = False

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """No answers while controls are set."""
        before = self.quiet
        self.quiet = True
        try:
            yield
        finally:
            self.quiet = before
