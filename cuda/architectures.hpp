// Which GPUs a build of the CUDA kernels has code for.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace triptych {

/// Whether kernels that are built for `architectures` run on a GPU of that compute capability (10 * major + minor).
/// `architectures` is what CMAKE_CUDA_ARCHITECTURES lists, with commas, such as "75,90-real,120-virtual": "-real" is
/// machine code, which runs on later members of the same generation; "-virtual" is PTX, which the driver compiles for
/// anything newer; a number alone is both (CUDA Programming Guide, "Binary Compatibility" and "PTX Compatibility").
/// True for words such as "all" and "native", which do not say what they stand for.
bool has_code_for(std::string_view architectures, int capability);

} // namespace triptych
