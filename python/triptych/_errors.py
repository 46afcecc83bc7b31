"""The exceptions, one for each exit code of the command line, with the same sentences.

SPDX-License-Identifier: MIT
"""


class Error(Exception):
    """What went wrong, where (file and JSON pointer or line), and what to do, in one sentence."""

    exit_code = 1
    """The code with which the command line ends for the same reason."""


class UsageError(Error, ValueError):
    """An argument that makes no sense, or a name that does not exist."""

    exit_code = 2


class InvalidInputError(Error, ValueError):
    """A scene, image or array that is not valid."""

    exit_code = 3


class LimitError(Error):
    """More than the program, the device or the memory holds."""

    exit_code = 4


class ImagesDifferError(Error):
    """Two devices drew different pictures."""

    exit_code = 5


class NoDeviceError(Error):
    """No such backend or device is usable here."""

    exit_code = 6


class DeviceLostError(Error):
    """The device failed while it worked."""

    exit_code = 7


class OutputError(Error, OSError):
    """A file could not be written."""

    exit_code = 8


class ForeignFilmError(Error):
    """A film that is damaged or belongs to another picture."""

    exit_code = 10


_BY_EXIT_CODE = {
    error.exit_code: error
    for error in (Error, UsageError, InvalidInputError, LimitError, ImagesDifferError, NoDeviceError, DeviceLostError,
                  OutputError, ForeignFilmError)
}


def exception_for(exit_code: int) -> "type[Error]":
    """The class for an exit code; asked by the extension."""
    return _BY_EXIT_CODE.get(exit_code, Error)
