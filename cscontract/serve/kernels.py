"""How a page gets its kernel.

Forked from a process that is ready, over sockets in a private folder.

A kernel that is started anew imports for two seconds and has all of that for itself;
one that is forked is there at once and shares it. Elsewhere than on Linux kernels are
started anew.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from importlib.metadata import EntryPoint
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, cast

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

#: forks are safe where the system's own libraries have no threads: macOS's have
START = "forkserver" if sys.platform == "linux" else "spawn"
NAME = "cscontract"
#: imported by the process that forks, before it forks
READY = "cscontract.serve.kernel_ready"
#: a panel has no use for a second thread, and none may run where a process is forked;
#: no module is taken from the folder in which the app happens to be started
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}
#: how long a panel may take to be built, in seconds, and how often it is asked for
LONGEST = 120
OFTEN = 0.02
#: how long the path of a socket may be (Linux 108, macOS 104), less what is put after
#: the folder's name
PATH = 100 - len("/voila_12345678/kernel-12345678-1234-1234-1234-123456789012-ipc-5")


class NotBuilt(Exception):
    """A kernel ended, or took too long, before its panel was there."""


class Started:
    """A kernel's process, with what Jupyter asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess):
        self.process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.process.exitcode

    def wait(self) -> int | None:
        """Its exit status, as soon as it has ended."""
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        """A signal, while it runs."""
        if self.pid and self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    def terminate(self) -> None:
        self.process.terminate()


class PanelProvisioner(LocalProvisioner):
    """Starts a kernel that builds the panel by itself."""

    built: Connection | None = None

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> KernelConnectionInfo:
        """A kernel with the options of the command that would start one."""
        context: Any = get_context(START)
        self.built, told = context.Pipe(duplex=False)
        options = cmd[cmd.index("-f") :]
        # Voilà's own types would have the kernel import the whole server
        environment = {str(name): str(value) for name, value in kwargs["env"].items()}
        given = (options, environment, kwargs.get("cwd"), told)
        process = context.Process(target=_run, args=given, daemon=True)
        await asyncio.to_thread(process.start)
        told.close()
        self.process = cast(Any, Started(process))
        self.pid = self.pgid = process.pid  # it leads a group of its own
        return self.connection_info

    async def panel(self) -> str:
        """The name of the panel's widget, once it is built.

        NotBuilt where it never will be.
        """
        end = time.monotonic() + LONGEST
        built = self.built
        try:
            while built and not built.poll():
                if time.monotonic() > end:
                    raise NotBuilt
                await asyncio.sleep(OFTEN)
            return built.recv() if built else ""
        except EOFError:
            raise NotBuilt from None
        finally:
            if built:
                built.close()


def _run(*given: Any) -> None:
    """In the kernel's process."""
    from cscontract.serve import kernel_process

    kernel_process.run_kernel(*given)


def offer() -> None:
    """Have Jupyter know of these kernels, and start the process that forks them."""
    entry = EntryPoint(
        NAME,
        f"{__name__}:{PanelProvisioner.__name__}",
        KernelProvisionerFactory.GROUP_NAME,
    )
    KernelProvisionerFactory.provisioners[NAME] = entry
    os.environ.update(ALONE)
    if START == "forkserver":
        forkserver.set_forkserver_preload([READY])
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        forkserver.ensure_running()  # Ctrl+C is for the server alone
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def transport() -> dict[str, str]:
    """Over what server and kernel talk.

    Files in a folder of the server's own, where their names fit.

    Elsewhere ports of this machine, and all that is sent is encrypted.
    """
    if os.name == "posix" and len(tempfile.gettempdir()) <= PATH:
        return {"transport": "ipc", "transport_encryption": "disabled"}
    return {"transport_encryption": "auto" if zmq.has("curve") else "disabled"}
