"""The faults that tools/mutants seeds: exact replacements of text, and the programs that should notice.

SPDX-License-Identifier: MIT
"""
from collections import namedtuple

# Statistical and analytic tests, the cheapest first.
PROGRAMS = ("functions_test", "texture_test", "sampler_test", "sampling_test", "density_test", "light_sampling_test", "panorama_test",
            "light_tree_test", "analytic_furnace_test", "analytic_path_test", "analytic_light_test", "analytic_medium_test", "mesh_test",
            "principled_test", "material_range_test", "shading_normal_test", "thin_film_test", "dispersion_test")

TREE, FURNACE, PATH, LIGHT, MEDIUM, MESH, PRINCIPLED, RANGE, SHADING, FILM, DISPERSION = PROGRAMS[7:]
FUNCTIONS, TEXTURE, SAMPLER, SAMPLING, DENSITY, TOWARDS, PANORAMA = PROGRAMS[:7]

Fault = namedtuple("Fault", "name path replacements programs")


def fault(name, path, old, new, *programs):
    return Fault(name, path, [(old, new)], programs)


def twofold(name, path, replacements, *programs):
    return Fault(name, path, replacements, programs)


MATERIALS = "shaders/materials/"

FAULTS = [
    # Surfaces
    fault("albedo_1_percent", MATERIALS + "lambertian.glsl", "SCATTER_REFLECTED, material.color,",
          "SCATTER_REFLECTED, 0.99f * material.color,", FURNACE),
    fault("value_1_percent", MATERIALS + "lambertian.glsl", "{density * material.color, density}",
          "{1.01f * density * material.color, density}", LIGHT),
    fault("cosine_dropped", MATERIALS + "lambertian.glsl",
          "float density = max(dot3(direction, normal), 0.0f) * INVERSE_PI;", "float density = INVERSE_PI;", LIGHT),
    fault("lambertian_uniform", MATERIALS + "lambertian.glsl", "vec3 toward = normal + sample_sphere(u.x, u.y);",
          "vec3 toward = 1.2f * normal + sample_sphere(u.x, u.y);", LIGHT),
    fault("fuzz_doubled", MATERIALS + "metal.glsl", "mirrored + material.fuzz * sample_sphere",
          "mirrored + 2.0f * material.fuzz * sample_sphere", FURNACE, LIGHT),
    fault("metal_keeps_what_ends_below", MATERIALS + "metal.glsl", "if (dot3(toward, normal) > 0.0f &&",
          "if (", FURNACE),
    fault("metal_density_halved", MATERIALS + "metal.glsl", "nearer * nearer + farther * farther",
          "farther * farther", DENSITY, LIGHT),
    fault("metal_density_untold", MATERIALS + "metal.glsl", "if (material.fuzz >= METAL_MIN_FUZZ)",
          "if (material.fuzz > 2.0f)", LIGHT),
    fault("schlick_to_the_fourth", MATERIALS + "dielectric.glsl", "(x2 * x2 * x)", "(x2 * x2)", PATH),
    fault("refraction_inverted", MATERIALS + "dielectric.glsl", "inside != 0u ? material.ior : divide(1.0f, material.ior)",
          "inside == 0u ? material.ior : divide(1.0f, material.ior)", LIGHT),
    fault("glass_keeps_1_percent", MATERIALS + "dielectric.glsl", "SCATTER_REFLECTED, vec3(1.0f), 0.0f}",
          "SCATTER_REFLECTED, vec3(0.99f), 0.0f}", FURNACE),

    # Lights and multiple importance sampling
    fault("mis_weights_1", "shaders/light.glsl", "return divide(1.0f, 1.0f + ratio * ratio);", "return 1.0f;", LIGHT),
    fault("mis_weights_swapped", "shaders/light.glsl", "divide(other, own)", "divide(own, other)", LIGHT),
    fault("emission_counted_twice", "shaders/path.glsl", "? mis_weight(path.density, light_density) : 1.0f",
          "? 1.0f : 1.0f", LIGHT),
    fault("emission_weighed_after_glass", "shaders/path.glsl", "return path.density > 0.0f && light_density > 0.0f ?",
          "return light_density > 0.0f ?", LIGHT),
    fault("choice_left_out", "shaders/light.glsl", "result.density = probability * shape_density(",
          "result.density = shape_density(", LIGHT),
    fault("choice_left_out_where_met", "shaders/light.glsl",
          "return light_probability(scene, index, ray.origin, normal) * density;", "return density;", LIGHT),
    fault("tree_way_taken_backwards", "shaders/light_tree.glsl", "bool is_right = (way & 1u) != 0u;",
          "bool is_right = (way & 1u) == 0u;", TREE, LIGHT),
    fault("tree_cut_unevenly", "shaders/light_tree.glsl", "width = step_share * width;",
          "width = share * width;", TREE, LIGHT),
    fault("tree_takes_lights_for_one_sided", "shaders/light_tree.glsl", "cos_axis = abs(cos_axis);",
          "cos_axis = cos_axis;", TREE, LIGHT),
    fault("tree_forgets_how_large_nodes_are", "shaders/light_tree.glsl", "min(node.radius * inverse, 1.0f)",
          "min(0.0f * inverse, 1.0f)", TREE, LIGHT),
    fault("tree_share_left_out", "shaders/light.glsl", "choice.probability = scene.tree_share * choice.probability;",
          "choice.probability = choice.probability;", TREE),
    fault("tree_numbers_run_out", "shaders/light_tree.glsl", "const float MIN_REUSED_WIDTH = 0.00390625f;",
          "const float MIN_REUSED_WIDTH = 0.0f;", TREE),
    fault("tree_forgets_the_normal", "shaders/path.glsl",
          "if ((FEATURES & FEATURE_LIGHT_TREE) != 0u) path.normal = surface.normal;", "", LIGHT),
    fault("alias_inverted", "shaders/light.glsl", "< light.threshold ? slot : light.alias",
          "< light.threshold ? light.alias : slot", TOWARDS, LIGHT),
    fault("triangle_without_half", "shaders/light.glsl", "if (kind == SHAPE_TRIANGLE) return 0.5f;",
          "if (kind == SHAPE_TRIANGLE) return 1.0f;", LIGHT),
    fault("disk_without_pi", "shaders/light.glsl", "kind == SHAPE_DISK ? PI : 1.0f", "kind == SHAPE_DISK ? 1.0f : 1.0f",
          LIGHT),
    fault("distance_not_squared", "shaders/light.glsl", "divide(distance * distance, area_cosine)",
          "divide(distance, area_cosine)", LIGHT),
    fault("triangle_not_uniform", "shaders/light.glsl", "float root = square_root(u);", "float root = u;", LIGHT),
    fault("disk_not_uniform", "shaders/sampling.glsl", "float radius = square_root(u);", "float radius = u;", LIGHT),
    fault("cone_density_halved", "shaders/light.glsl", "divide(0.159154937f, cone_height", "divide(0.0795774683f, cone_height", LIGHT),
    fault("density_within_a_sphere", "shaders/light.glsl", "12.5663706f * radius2", "6.28318531f * radius2", LIGHT),
    fault("one_sided_on_both_sides", "shaders/material.glsl", "MATERIAL_ONE_SIDED_LIGHT && inside == 0u",
          "MATERIAL_ONE_SIDED_LIGHT", LIGHT),
    fault("back_of_light_taken_for_front", "shaders/path.glsl", "radiance = emitted_radiance(material, surface.inside);",
          "radiance = emitted_radiance(material, 0u);", LIGHT),
    fault("light_texture_left_out", "shaders/path.glsl", "radiance = emitted_radiance(material, surface.inside);",
          "radiance = emitted_radiance(scene.materials.data[scene.tags.data[surface.shape].material], surface.inside);",
          LIGHT),
    fault("light_stands_still", "shaders/light.glsl", "return towards_sphere(sphere_at(shape, time)",
          "return towards_sphere(sphere_at(shape, 0.0f)", LIGHT),

    # The image around the scene
    fault("panorama_without_sine", "shaders/background.glsl", "19.7392089f * ring", "19.7392089f", PANORAMA, LIGHT),
    fault("panorama_a_column_off", "shaders/background.glsl", "float x = float(column) +",
          "float x = 1.0f + float(column) +", PANORAMA, LIGHT),
    fault("panorama_wrong_row", "shaders/background.glsl", "image.height + row * image.width, column)",
          "image.height + column, column)", PANORAMA, LIGHT),
    fault("panorama_turned_back", "shaders/background.glsl", "+ 0.5f - panorama_turn(background)", "+ 0.5f + panorama_turn(background)", LIGHT),
    fault("panorama_upside_down", "shaders/background.glsl", "2.0f * turn_of(ring, -direction.y)",
          "2.0f * turn_of(ring, direction.y)", LIGHT),
    fault("gradient_swapped", "shaders/background.glsl", "(1.0f - a) * background.bottom + a * background.top",
          "a * background.bottom + (1.0f - a) * background.top", PATH),

    # Media
    fault("medium_density_1_percent", "shaders/medium.glsl", "medium.density); Crossings",
          "1.01f * medium.density); Crossings", MEDIUM),
    fault("transmittance_1_percent", "shaders/medium.glsl", "optical_depth + medium.density *",
          "optical_depth + 1.01f * medium.density *", MEDIUM),
    fault("no_transmittance_to_lights", "shaders/path.glsl", "radiance = transmittance(scene, ray, hit.distance) * radiance;",
          "radiance = 1.0f * radiance;", MEDIUM),
    fault("last_medium_wins", "shaders/medium.glsl", "if (at < event.distance) {", "if (at < distance) {", MEDIUM),
    fault("boundary_inside_out", "shaders/medium.glsl", "crossings.inside = 1u - crossings.inside;",
          "crossings.inside = 0u;", MEDIUM),
    fault("phase_density_mirrored", MATERIALS + "phase.glsl", "1.0f + g * g - 2.0f * g * cos_angle",
          "1.0f + g * g + 2.0f * g * cos_angle", DENSITY, MEDIUM),
    twofold("phase_mirrored", MATERIALS + "phase.glsl",
            [("1.0f + g * g - 2.0f * g * cos_angle", "1.0f + g * g + 2.0f * g * cos_angle"),
             ("vec3 local = around_axis(cos_angle, u.y);", "vec3 local = around_axis(-cos_angle, u.y);")], MEDIUM),
    fault("medium_albedo_1_percent", MATERIALS + "phase.glsl", "SCATTER_REFLECTED, albedo, 0.0f}",
          "SCATTER_REFLECTED, 0.99f * albedo, 0.0f}", MEDIUM),

    # Paths, cameras, time
    fault("roulette_without_weight", "shaders/path.glsl", "path.throughput = path.throughput * divide(1.0f, survival);",
          "path.throughput = 1.0f * path.throughput;", PATH),
    fault("depth_off_by_one", "shaders/path.glsl", "path.rays >= frame.max_depth ||", "path.rays > frame.max_depth ||", PATH),
    fault("light_beyond_the_depth", "shaders/path.glsl", "spreads_light(material) && path.rays < frame.max_depth",
          "spreads_light(material)", PATH),
    fault("time_stands_still", "shaders/camera.glsl", "camera.shutter_open + moment * camera.shutter_duration",
          "camera.shutter_open", PATH),
    fault("shutter_opens_at_0", "shaders/camera.glsl", "camera.shutter_open + moment * camera.shutter_duration",
          "moment * camera.shutter_duration", PATH),
    fault("lens_is_a_pinhole", "shaders/camera.glsl", "sample_disk(u.z, u.w)", "sample_disk(0.0f, 0.0f)", PATH),
    fault("lens_too_wide", "src/pack/frame.cpp", "focus * tan_half(description.defocus_angle)",
          "focus * tan_half(1.1 * description.defocus_angle)", PATH),
    fault("half_a_pixel_off", "src/pack/frame.cpp", "(0.5 - 0.5 * settings.width) * pixel_right",
          "(0.0 - 0.5 * settings.width) * pixel_right", PATH),

    # Transforms
    twofold("normal_without_transpose", "shaders/instance.glsl",
            [("n.x * instance.object_from_world_x + n.y * instance.object_from_world_y",
              "n.x * instance.world_from_object_x + n.y * instance.world_from_object_y"),
             ("n.z * instance.object_from_world_z)", "n.z * instance.world_from_object_z)")], LIGHT),
    fault("instance_distance_unscaled", "shaders/surface.glsl", "hit.distance * object.scale", "hit.distance", LIGHT, PATH),
    fault("mirrored_shapes_turned_over", "src/pack/bake.cpp", "if (affine.determinant() < 0.0) std::swap(u, v);", "", LIGHT),

    # Textures
    fault("checker_off_below_zero", "shaders/texture.glsl", "whole(floor(p.x))", "whole(p.x)", TEXTURE, PATH),
    fault("checker_side_inverted", "src/pack/pack.cpp", "1.0f / texture.scale", "texture.scale", TEXTURE, PATH),
    fault("image_upside_down", "shaders/texture.glsl", "taps_at(1.0f - v, image.height", "taps_at(v, image.height", TEXTURE, PATH),
    fault("image_does_not_wrap", "shaders/texture.glsl", "left < 0.0f ? size - 1u :", "left < 0.0f ? 0u :", TEXTURE),
    fault("sphere_uv_mirrored", "shaders/surface.glsl", "turn_of(-outward.z, outward.x)", "turn_of(outward.z, outward.x)",
          FUNCTIONS, PATH),
    fault("noise_weights_not_smooth", "shaders/noise.glsl", "offset * offset * (vec3(3.0f) - 2.0f * offset)", "offset",
          FUNCTIONS),

    # Meshes and lights without extent
    fault("edges_belong_to_no_triangle", "shaders/shapes.glsl", "if (any_below && any_above) return hit;",
          "if ((any_below && any_above) || at_p == 0.0f || at_q == 0.0f || at_r == 0.0f) return hit;", MESH),
    fault("hits_refused_where_rounded_out_of_the_box", "shaders/shapes.glsl",
          "return enter <= leave ? min(max(distance, enter), leave) : NO_DISTANCE;",
          "return enter <= distance && distance <= leave ? distance : NO_DISTANCE;", LIGHT),
    fault("rays_start_on_the_triangle", "shaders/surface.glsl", "surface.origin_offset = 2.38418579e-7f", "surface.origin_offset = 0.0f", MESH),
    fault("smooth_normal_not_turned", "shaders/surface.glsl", "float sign = side < 0.0f ? -1.0f : 1.0f;",
          "float sign = 1.0f;", MESH),
    fault("lift_dropped", "shaders/shading_normal.glsl", "surface.position = surface.position + surface.lift;", "", SHADING),
    fault("wrong_side_not_mirrored", "shaders/shading_normal.glsl",
          "if (above == (scatter.event == SCATTER_TRANSMITTED)) {", "if (false) {", SHADING),
    fault("mirrored_light_not_looked_for", "shaders/shading_normal.glsl",
          "evaluation.value = evaluation.value + mirrored.value;", "", SHADING),
    fault("lobes_beyond_the_horizon_dropped", MATERIALS + "principled.glsl", "lobes.sides = bent || rough_glass ? 2u : 1u;",
          "lobes.sides = 1u;", PRINCIPLED),
    fault("lobe_by_the_macroscopic_normal", MATERIALS + "principled.glsl", "facet_at(lobes, dot3(w, h))",
          "facet_at(lobes, w.z)", PRINCIPLED),
    fault("narrow_refraction_kept_rough", MATERIALS + "principled_point.glsl", "< 0.1f * MIN_ALPHA", "< 0.0f", RANGE),
    fault("total_reflection_by_specular", MATERIALS + "principled_point.glsl", "if (exact >= 1.0f) return vec3(1.0f);", "", RANGE),
    fault("brushed_alike_both_ways", MATERIALS + "ggx.glsl", "float y = divide(h.y, alpha_y);", "float y = divide(h.y, alpha_x);",
          PRINCIPLED),
    fault("brushed_masking_by_the_wider", MATERIALS + "ggx.glsl", "float y = alpha_y * w.y;", "float y = alpha_x * w.y;", PRINCIPLED),
    fault("brushed_albedo_of_the_wider", MATERIALS + "principled.glsl",
          "stretched_albedo(point.alpha, point.alpha_across, lobes.w)", "microfacet_albedo(point.alpha, lobes.w.z)", PRINCIPLED),
    fault("film_forgets_half_a_turn", MATERIALS + "thin_film.glsl", "base.x < ior ? 1.0f : -1.0f", "base.x < ior ? -1.0f : 1.0f", FILM),
    fault("film_of_one_order", MATERIALS + "thin_film.glsl", "+ 2.0f * (once * root) * second", "", FILM),
    fault("film_from_within_by_the_inner_angle", MATERIALS + "principled_point.glsl", "float outer = point.eta < 1.0f ?",
          "float outer = point.eta < 0.0f ?", PRINCIPLED),
    fault("wavelength_worth_its_own", "shaders/dispersion.glsl", "{vec3(sum, 0.0f, 0.0f)", "{vec3(throughput.x, 0.0f, 0.0f)",
          RANGE, DISPERSION),
    fault("wavelength_bent_alike", "shaders/path.glsl", "divide(1.0f, wavelength.ior) : wavelength.ior",
          "divide(1.0f, principled.ior) : principled.ior", DISPERSION),
    fault("diffuse_transmission_always_chosen", MATERIALS + "principled.glsl",
          "passes_diffusely(point) * lobes.p_diffuse * cosine", "lobes.p_diffuse * cosine", PRINCIPLED),
    fault("diffuse_transmission_beside_reflection", MATERIALS + "principled.glsl",
          "result.value = (1.0f - passed) * result.value;", "", PRINCIPLED),
    fault("corners_change_places", "shaders/surface.glsl", "surface.u_1 = blend(p.u_1, q.u_1, r.u_1, a, b);",
          "surface.u_1 = blend(p.u_1, q.u_1, r.u_1, b, a);", MESH),
    fault("point_light_without_inverse_square", "shaders/light.glsl", "divide(1.0f, distance2) * punctual_intensity",
          "divide(1.0f, result.distance) * punctual_intensity", MESH),
    fault("spot_fades_linearly", "shaders/light.glsl", "(fade * fade) * light.intensity", "fade * light.intensity", MESH),

    # Numbers
    fault("sobol_scrambled_alike", "shaders/sampler.glsl", "scramble_reversed(shuffled, seeds.y)",
          "scramble_reversed(shuffled, 0u)", SAMPLER),
    fault("sobol_not_shuffled", "shaders/sampler.glsl", "scramble_reversed(bitfieldReverse(sample_index), seeds.x)",
          "scramble_reversed(bitfieldReverse(sample_index), 0u)", SAMPLER),
    fault("sobol_second_dimension", "shaders/sampler.glsl", "index ^= (index >> 4u) & 0x0f0f0f0fu;", "", SAMPLER),
    fault("roulette_hangs_on_direction", "shaders/path.glsl", "GROUP_ROULETTE + path.rays).x",
          "GROUPS_PER_RAY * path.rays + GROUP_SCATTER).x", PATH),
    fault("one_number_for_two_veils", "shaders/path.glsl", "GROUP_ALPHA + leg_number(path)", "GROUP_ALPHA + path.passed",
          FURNACE),
    fault("one_flight_on_both_sides_of_a_veil", "shaders/path.glsl", "sample_index, leg_number(path));",
          "sample_index, path.rays);", FURNACE),
    fault("logarithm_a_little_off", "shaders/real.glsl", "s2 * (0.333333343f", "s2 * (0.3334f", FUNCTIONS),
]
