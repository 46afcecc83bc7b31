"""Devices: listing and choosing them.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Union

from . import _core
from ._html import table


@dataclass(frozen=True)
class Device:
    """A device of a backend, or the reason why the backend has none."""

    backend: str
    """"vulkan", "cuda" or "cpu"."""
    index: int
    """Within its backend."""
    name: str
    uuid: str
    """The same for one GPU under Vulkan and CUDA; empty for the CPU."""
    driver: str
    kind: str
    """"discrete", "integrated", "virtual", "processor" or "software"."""
    memory_bytes: int
    unavailable: str
    """Empty where the device is usable, else one sentence why not."""
    refusal: str
    """Why the device's self-tests refused it when it was last opened; empty where they passed, or none is known."""

    @property
    def available(self) -> bool:
        """Whether the device is usable."""
        return not self.unavailable

    def _repr_html_(self) -> str:
        return table("Device", {field.name.replace("_", " "): getattr(self, field.name) for field in fields(Device)
                                if field.name != "memory_bytes"} | {"memory": f"{self.memory_bytes / 2**30:.1f} GiB"})

    def __str__(self) -> str:
        return f"{self.backend} {self.index}: {self.name}" if self.available else f"no {self.backend}"


DeviceLike = Union[Device, int, str, Sequence[Union[Device, int, str]], None]
"""What a render takes: a Device, an index, a UUID, part of a name, "all", or several of them, in a sequence or a text with
commas; None for the best."""


@dataclass(frozen=True)
class DeviceShare:
    """What a device drew of a picture."""

    device: Device
    samples: int
    """Over all pixels."""
    seconds: float
    """That it was busy."""
    failure: str
    """A sentence where it failed and the others went on without it; else empty."""


def device_of(info: _core.DeviceInfo) -> Device:
    """The dataclass for the extension's description of a device."""
    return Device(*(getattr(info, field.name) for field in fields(Device)))


def devices() -> list[Device]:
    """Every device of every backend, or one entry that says why a backend has none. Never raises for absent hardware or
    drivers."""
    return [device_of(info) for info in _core.list_devices()]


def choose_devices(backend: str, device: Device | int | str | None, require_hardware: bool) -> list[_core.DeviceInfo]:
    """The device that render's arguments of these names choose, followed by the next best ones where they allow several,
    in case it cannot be opened. Raises NoDeviceError, UsageError."""
    if isinstance(device, Device):
        backend, device = device.backend, device.index
    return _core.choose_devices(backend, "" if device is None else str(device), require_hardware)


def _name_of(device: Device | int | str) -> str:
    return f"{device.backend}:{device.index}" if isinstance(device, Device) else str(device)


def choose_render_devices(backend: str, device: DeviceLike, require_hardware: bool) -> _core.ChosenDevices:
    """As choose_devices, and for several devices that draw together. Raises NoDeviceError, UsageError."""
    if isinstance(device, Device):
        backend, device = device.backend, device.index
    if device is None:
        device = ""
    names = [_name_of(one) for one in device] if isinstance(device, Sequence) and not isinstance(device, str) else [str(device)]
    return _core.choose_render_devices(backend, ",".join(names), require_hardware)


def share_of(share: _core.DeviceShare) -> DeviceShare:
    """The dataclass for the extension's description of a share."""
    return DeviceShare(device_of(share.device), share.samples, share.seconds, share.failure)
