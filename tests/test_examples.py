"""Every example in a docstring of the package runs."""

import doctest
from importlib import import_module

import pytest
from test_structure import MODULES

#: what does something as it is imported, or ends the process; neither has an example
NOT_TO_BE_IMPORTED = ("cscontract.__main__", "cscontract.serve.kernel_ready")
WITH_EXAMPLES = [
    name
    for name, path in MODULES.items()
    if ">>> " in path.read_text("utf-8") and name not in NOT_TO_BE_IMPORTED
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_run(name):
    done = doctest.testmod(import_module(name))
    assert done.attempted and not done.failed
