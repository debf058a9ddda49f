"""`python -m cscontract` is `cscontract`."""

import sys

from cscontract.cli import main

sys.exit(main())
