// The list of built-in scenes.
// SPDX-License-Identifier: MIT
#include "builtin/builtin_scenes.hpp"
#include "builtin/scenes.hpp"

namespace triptych {

namespace {

constexpr BuiltinScene BUILTIN_SCENES[] = {
    {"three-spheres", "matte, hollow glass and fuzzy metal (In One Weekend, chapter 13)", make_three_spheres},
    {"one-weekend", "the cover: three big spheres among hundreds of small ones (In One Weekend, chapter 14)",
     make_one_weekend},
    {"bouncing-spheres", "the same with moving spheres on checks (The Next Week, chapters 2 and 4)",
     make_bouncing_spheres},
    {"checkered-spheres", "two spheres with checks in space (The Next Week, section 4.3)", make_checkered_spheres},
    {"earth", "a globe with an image (The Next Week, section 4.6)", make_earth},
    {"perlin-spheres", "marble from noise (The Next Week, chapter 5)", make_perlin_spheres},
    {"quads", "five coloured quads (The Next Week, chapter 6)", make_quads},
    {"simple-light", "marble lit by a sphere and a quad (The Next Week, chapter 7)", make_simple_light},
    {"cornell-box", "the box with two boxes in it (The Next Week, chapter 8)", make_cornell_box},
    {"cornell-smoke", "the box with smoke and fog (The Next Week, chapter 9)", make_cornell_smoke},
    {"next-week-final", "everything at once (The Next Week, chapter 10)", make_next_week_final},
    {"cornell-glass", "the box with a ball of glass (The Rest of Your Life, chapter 12)", make_cornell_glass},
    {"many-lights", "a plain under 1,024 lanterns", make_many_lights},
    {"hall-of-spheres", "a hall built of 1,000,000 spheres", make_hall_of_spheres},
};

} // namespace

std::span<const BuiltinScene> builtin_scenes() { return BUILTIN_SCENES; }

} // namespace triptych
