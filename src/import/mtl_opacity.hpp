// What of a material's surface lets light through.
// SPDX-License-Identifier: MIT
#pragma once

#include "import/mtl_file.hpp"

#include <string>

namespace triptych {

/// How much of a surface is there, and how much of that is glass.
struct MtlOpacity {
    float alpha = 1.0f;        // [0, 1]
    float transmission = 0.0f; // [0, 1]
    vec3 color;                // of the surface, or of the light that goes through it
    std::string warning;       // what the file's author may not have meant; empty: nothing
};

/// The opacity of a material. Programs disagree about it, so this is what their files mean most often:
///
/// - d is the share of the surface that is there. It counts before Tr, which is 1 - d; Tr 1 alone is opaque, since
///   programs write it that mean d by it.
/// - A surface is glass only in the illumination models of glass (4, 6, 7, 9) and where Tf says so by a colour, or d
///   by less than 1 in the models that refract (6, 7). Tf 1 1 1 is what Maya writes for opaque materials: it means
///   glass only where a material without colour would be black otherwise and its index differs from 1.
/// - Beside physically based keys Tf is the share of light that goes through, as Blender writes it.
MtlOpacity opacity_of(const MtlMaterial& material);

} // namespace triptych
