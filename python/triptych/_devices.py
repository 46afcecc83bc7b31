"""Devices: listing and choosing them.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from dataclasses import dataclass, fields

from . import _core


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

    def __str__(self) -> str:
        return f"{self.backend} {self.index}: {self.name}" if self.available else f"no {self.backend}"


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
