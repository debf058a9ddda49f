"""Imported by the process that forks kernels, before it forks any.

All that they need is there then.
"""

from cscontract.serve.kernel_process import warm

warm()
