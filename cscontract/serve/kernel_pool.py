"""The kernels of the app's pages.

One is ready for the next reader, and there are no more than there is room for.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import zmq
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Integer

from cscontract.serve.kernels import NotBuilt

#: how often a kernel is started whose panel does not come: another may have taken its
#: port
TRIES = 3


class Full(Exception):
    """Every page that there is room for is open."""


@dataclass(frozen=True)
class PageKernel:
    """A kernel and the name of its panel's widget."""

    kernel: str
    panel: str


class PageKernels(AsyncMappingKernelManager):
    """Starts, keeps and ends the kernels of pages."""

    #: how many pages may be open at once
    most = Integer(20, config=True)

    def __init__(self, **how: Any):
        super().__init__(**how)
        #: kernels of pages, and places of those that are on their way
        self.held: set[Any] = set()
        self.spare: asyncio.Task[PageKernel] | None = None

    @cached_property
    def gate(self) -> asyncio.Semaphore:
        """As many panels are built at once as there are processors.

        The first do not wait for the last.
        """
        return asyncio.Semaphore(max(2, os.cpu_count() or 1))

    def place(self) -> object:
        """A place for one more page, to open it in. Full where there is none."""
        if len(self.held) >= self.most:
            raise Full
        place = object()
        self.held.add(place)
        return place

    async def open(self, place: object) -> PageKernel:
        """The session of one more page. NotBuilt where its kernel fails."""
        try:
            session = await self._next()
            self.held.add(session.kernel)
        finally:
            self.held.discard(place)
            self.prepare()
        return session

    async def _next(self) -> PageKernel:
        """The one that is ready, or is on its way; else another."""
        spare = self.spare
        self.spare = None
        self.prepare()
        if spare:
            try:
                session = await spare
            except NotBuilt:
                return await self.start()
            if session.kernel in self:
                return session
        return await self.start()

    def prepare(self) -> None:
        """Have one ready for the next reader, where there is room for one."""
        if self.spare is None and len(self.held) < self.most:
            self.spare = asyncio.create_task(self.start())
            # whoever takes it is told what went wrong; if nobody does, nobody needs to
            # know
            self.spare.add_done_callback(
                lambda task: task.cancelled() or task.exception()
            )

    async def start(self) -> PageKernel:
        """A kernel that has built its panel. NotBuilt after some tries."""
        async with self.gate:
            for _ in range(TRIES - 1):
                try:
                    return await self._start()
                except NotBuilt:
                    continue
            return await self._start()

    async def _start(self) -> PageKernel:
        asked: dict[str, Any] = {"kernel_name": "python3", "path": ""}
        try:
            kernel: str = await self.start_kernel(**asked)
        except (OSError, RuntimeError, zmq.ZMQError) as error:
            raise NotBuilt from error
        provisioner: Any = self.get_kernel(kernel).provisioner
        try:
            panel = await provisioner.panel()
        except NotBuilt:
            if kernel in self:
                await ensure_async(self.shutdown_kernel(kernel, now=True))
            raise
        return PageKernel(kernel, panel)

    def remove_kernel(self, kernel_id: str) -> Any:
        """As Jupyter's; its place is free."""
        self.held.discard(kernel_id)
        return super().remove_kernel(kernel_id)

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """As Jupyter's; nothing of it is left open."""
        kernel = self.get_kernel(kernel_id)
        self.stop_watching_activity(kernel_id)
        super()._handle_kernel_died(kernel_id)
        self._cleaning = asyncio.ensure_future(ensure_async(kernel.cleanup_resources()))

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """As Jupyter's, less the one that waits for its reader."""
        if kernel_id in self.held:
            await super().cull_kernel_if_idle(kernel_id)
