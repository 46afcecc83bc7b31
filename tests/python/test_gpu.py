"""Pictures in a GPU's memory. ctest runs this file a second time over a CUDA runtime without a GPU (fake_cuda.cpp),
whose device memory is the host's, so that what is handed out can be read here.

SPDX-License-Identifier: MIT
"""
import ctypes
import gc

import numpy as np
import pytest
import triptych

SMALL = {"width": 64, "spp": 4}
CROPPED = {**SMALL, "crop": (3, 50, 2, 31), "seed": 5}
CUDA = [device for device in triptych.devices() if device.backend == "cuda" and device.available]
FAKE = [device for device in CUDA if device.name == "a fake GPU"]
needs_gpu = pytest.mark.skipif(not CUDA, reason="there is no CUDA device")
needs_fake = pytest.mark.skipif(not FAKE, reason="the memory of a GPU cannot be read here")


class DLTensor(ctypes.Structure):
    """As in dlpack.h, of which a managed tensor's first member is one."""

    _fields_ = [("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32),
                ("ndim", ctypes.c_int32), ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16),
                ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.POINTER(ctypes.c_int64)),
                ("byte_offset", ctypes.c_uint64)]


def tensor_of(capsule):
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype, get_pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return DLTensor.from_address(get_pointer(capsule, b"dltensor"))


def memory_at(address, shape):
    floats = ctypes.cast(address, ctypes.POINTER(ctypes.c_float))
    return np.ctypeslib.as_array(floats, shape).copy()


@pytest.mark.skipif(bool(CUDA), reason="there is a CUDA device")
def test_without_a_device_it_says_so():
    with pytest.raises(triptych.NoDeviceError, match="cuda"):
        triptych.render_on_gpu("three-spheres", **SMALL)


def test_other_devices_keep_their_pictures():
    job = triptych._render.Job("three-spheres", "cpu", **SMALL)
    job.render(job.last, None)
    with pytest.raises(triptych.UsageError, match="CUDA devices only"):
        job.pixels_on_gpu()


@needs_gpu
def test_it_is_the_picture_of_every_other_device():
    picture = triptych.render_on_gpu("one-weekend", **CROPPED)
    expected = triptych.render("one-weekend", "cpu", **CROPPED)
    assert picture.shape == (29, 47, 3) == expected.shape
    assert np.array_equal(picture.to_host(), expected)
    assert picture.rendering.film_hash == picture.film().hash == expected.film_hash
    assert picture.rendering.device.backend == "cuda" and picture.device == picture.rendering.device.index


@needs_gpu
def test_samples_that_are_left_out_are_warned_of(caplog, too_bright):
    picture = triptych.render_on_gpu(too_bright, width=24, height=16, spp=64, integrator="path-mis", max_depth=50)
    said, = (record.message for record in caplog.records)
    assert said.startswith(f"{picture.film().invalid_samples} of {24 * 16 * 64} samples ")
    assert picture.rendering.invalid_samples > 0 and len(caplog.records) == 1


@needs_fake
def test_cuda_array_interface_shows_the_picture_where_it_lies():
    picture = triptych.render_on_gpu("one-weekend", **CROPPED)
    shown = picture.__cuda_array_interface__
    assert shown["version"] == 3 and shown["typestr"] == "<f4" and shown["strides"] is None
    address, read_only = shown["data"]
    assert not read_only and shown["data"] == picture.__cuda_array_interface__["data"]
    assert np.array_equal(memory_at(address, shown["shape"]), triptych.render("one-weekend", "cpu", **CROPPED))


@needs_fake
def test_dlpack_shows_the_picture_where_it_lies_and_keeps_it():
    picture = triptych.render_on_gpu("one-weekend", **CROPPED)
    address = picture.__cuda_array_interface__["data"][0]
    assert picture.__dlpack_device__() == (2, 0)
    assert "versioned" in repr(picture.__dlpack__(max_version=(1, 0)))
    capsule = picture.__dlpack__(stream=1, dl_device=(2, 0), copy=False)
    del picture
    gc.collect()
    tensor = tensor_of(capsule)
    assert (tensor.device_type, tensor.device_id) == (2, 0)
    assert (tensor.code, tensor.bits, tensor.lanes) == (2, 32, 1)
    assert tensor.data + tensor.byte_offset == address and list(tensor.shape[:tensor.ndim]) == [29, 47, 3]
    assert not tensor.strides or list(tensor.strides[:3]) == [47 * 3, 3, 1]
    assert np.array_equal(memory_at(address, (29, 47, 3)), triptych.render("one-weekend", "cpu", **CROPPED))


@needs_gpu
def test_dlpack_makes_no_copy():
    picture = triptych.render_on_gpu("three-spheres", **SMALL)
    for wanted in ({"copy": True}, {"dl_device": (1, 0)}):
        with pytest.raises(BufferError):
            picture.__dlpack__(**wanted)


@pytest.mark.skipif(bool(FAKE) or not CUDA, reason="there is no real CUDA device")
@pytest.mark.parametrize("library", ["cupy", "torch", "numba.cuda"])
def test_libraries_take_it_where_it_lies(library):
    module = pytest.importorskip(library)
    picture = triptych.render_on_gpu("one-weekend", **CROPPED)
    address = picture.__cuda_array_interface__["data"][0]
    if library == "cupy":
        taken = module.asarray(picture)
        assert taken.data.ptr == module.from_dlpack(picture).data.ptr == address
        on_host = module.asnumpy(taken)
    elif library == "torch":
        taken = module.from_dlpack(picture)
        assert taken.data_ptr() == address
        on_host = taken.cpu().numpy()
    else:
        taken = module.as_cuda_array(picture)
        assert taken.__cuda_array_interface__["data"][0] == address
        on_host = taken.copy_to_host()
    assert np.array_equal(on_host, triptych.render("one-weekend", "cpu", **CROPPED))
