"""`python -m cscontract` is `cscontract`."""

import sys

from cscontract.cli.main import main

sys.exit(main())
