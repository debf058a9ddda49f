"""Imported by the process that forks kernels, before it forks any: all that they need is there then."""

from cscontract.commands.kernel_process import warm

warm()
