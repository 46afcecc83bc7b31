// What a hit looks like from the ray's side.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_SURFACE_GLSL
#define TRIPTYCH_SURFACE_GLSL
#include "walk.glsl"

SHARED_BEGIN

/// A point of a surface; `normal` is unit and faces the ray, which comes from within or behind where `inside` is 1.
/// What only meshes have is set in scenes with FEATURE_MESHES only, except the shading normal.
struct Surface {
    vec3 position;
    uint shape;
    vec3 normal;
    uint inside;
    float u; // texture coordinates, from the left
    float v; // and from below
    uint instance;
    float origin_offset; // how far from the surface rays start, so that they meet no neighbour in the same plane
    vec3 shading_normal; // unit, on the side of `normal`
    float handedness;    // of tangent, bitangent and outward normal; 0: there is no tangent
    vec3 tangent;        // unit
    float alpha;
    vec3 color; // a mesh's own, white where it has none
    float u_1;  // second texture coordinates
    float v_1;
    vec3 lift; // from the position to the smooth surface that a mesh's normals tell of (see lifted_surface)
};

/// A surface without what only meshes have.
FN Surface plain_surface(vec3 position, uint shape, vec3 normal, uint inside) {
    Surface surface = {position, shape, normal,     inside, 0.0f,       0.0f, NONE, 0.0f,
                       normal,   0.0f,  vec3(0.0f), 1.0f,   vec3(1.0f), 0.0f, 0.0f, vec3(0.0f)};
    return surface;
}

/// Texture coordinates of a sphere's point with that unit outward direction ("Ray Tracing: The Next Week",
/// section 4.4).
struct Uv {
    float u;
    float v;
};

FN Uv sphere_uv(vec3 outward) {
    float turn = turn_of(-outward.z, outward.x) + 0.5f;
    float ring = square_root(max(1.0f - outward.y * outward.y, 0.0f));
    Uv uv = {turn < 1.0f ? turn : turn - 1.0f, 2.0f * turn_of(ring, -outward.y)};
    return uv;
}

/// The surface where a ray hits sphere `index` at `distance`. The point is moved onto the sphere, so that errors of
/// the distance do not add up from bounce to bounce.
FN Surface sphere_surface(Sphere sphere, uint index, Ray ray, float distance) {
    vec3 outward = unit(ray.origin + distance * ray.direction - sphere.center);
    bool inside = dot3(ray.direction, outward) >= 0.0f || ray.origin_shape == (index << 1u) + 1u;
    return plain_surface(sphere.center + sphere.radius * outward, index, inside ? -outward : outward, inside ? 1u : 0u);
}

/// The surface where a ray hits flat shape `index`; the point lies in its plane, its outward normal is u x v of its
/// sides. Texture coordinates of quads and triangles are 0 to 1 along these sides, those of disks span the square
/// around them.
FN Surface flat_surface(Shape shape, uint index, FlatHit hit, vec3 direction) {
    Sides sides = sides_of(shape);
    vec3 outward = unit(cross3(sides.u, sides.v));
    bool inside = dot3(direction, outward) >= 0.0f;
    Surface surface = plain_surface(shape.origin + hit.a * sides.u + hit.b * sides.v, index,
                                    inside ? -outward : outward, inside ? 1u : 0u);
    bool is_disk = shape.kind == SHAPE_DISK;
    surface.u = is_disk ? 0.5f * (hit.a + 1.0f) : hit.a;
    surface.v = is_disk ? 0.5f * (hit.b + 1.0f) : hit.b;
    if ((FEATURES & FEATURE_PRINCIPLED) != 0u) {
        surface.tangent = unit(sides.u);
        surface.handedness = 1.0f;
    }
    if (shape.kind == SHAPE_TRIANGLE) {
        // Above the rounding of the position: two sums, each off by 2^-24 of the largest coordinate, in three axes.
        vec3 reach = max(max(abs(shape.origin), abs(shape.u)), abs(shape.v));
        surface.origin_offset = 2.38418579e-7f * max_component(reach);
    }
    return surface;
}

/// The weighted mean of three corners' vectors.
FN vec3 blend(vec3 p, vec3 q, vec3 r, float a, float b) { return p + a * (q - p) + b * (r - p); }

FN float blend(float p, float q, float r, float a, float b) { return p + a * (q - p) + b * (r - p); }

/// How far a triangle's point lies below the smooth surface: the mean of its distances to the planes that the corners'
/// unit normals span, along these (Hanika, "Hacking the Shadow Terminator", Ray Tracing Gems II, 2021, chapter 4). No
/// more than nothing where the surface is hollow, and less where a normal is more than 26 degrees off the triangle's:
/// from 37 degrees on it tells of an edge that somebody forgot to make hard.
FN vec3 smooth_lift(Shape shape, Surface surface, vec3 normal_p, vec3 normal_q, vec3 normal_r, float a, float b) {
    vec3 p = max(dot3(shape.origin - surface.position, normal_p), 0.0f) * normal_p;
    vec3 q = max(dot3(shape.u - surface.position, normal_q), 0.0f) * normal_q;
    vec3 r = max(dot3(shape.v - surface.position, normal_r), 0.0f) * normal_r;
    float least =
        min(min(dot3(normal_p, surface.normal), dot3(normal_q, surface.normal)), dot3(normal_r, surface.normal));
    return min(max(10.0f * least - 8.0f, 0.0f), 1.0f) * blend(p, q, r, a, b);
}

/// A mesh's surface with what its corners say.
FN Surface mesh_surface(Scene scene, Shape shape, Surface surface, MeshTriangle triangle, float a, float b) {
    Vertex p = read_vertex(scene, triangle.vertex_0);
    Vertex q = read_vertex(scene, triangle.vertex_1);
    Vertex r = read_vertex(scene, triangle.vertex_2);
    surface.u = blend(p.u_0, q.u_0, r.u_0, a, b);
    surface.v = blend(p.v_0, q.v_0, r.v_0, a, b);
    surface.u_1 = blend(p.u_1, q.u_1, r.u_1, a, b);
    surface.v_1 = blend(p.v_1, q.v_1, r.v_1, a, b);
    surface.color = blend(p.color, q.color, r.color, a, b);
    surface.alpha = blend(p.alpha, q.alpha, r.alpha, a, b);
    if ((triangle.attributes & MESH_NORMALS) != 0u) {
        vec3 blended = blend(p.normal, q.normal, r.normal, a, b);
        float side = dot3(blended, surface.normal);
        if (dot3(blended, blended) > 1.0e-12f && side != 0.0f) {
            float sign = side < 0.0f ? -1.0f : 1.0f;
            surface.shading_normal = unit(sign * blended);
            surface.lift = smooth_lift(shape, surface, sign * p.normal, sign * q.normal, sign * r.normal, a, b);
        }
    }
    if ((triangle.attributes & MESH_TANGENTS) != 0u) {
        vec3 tangent = blend(p.tangent, q.tangent, r.tangent, a, b);
        if (dot3(tangent, tangent) > 1.0e-12f) {
            surface.tangent = unit(tangent);
            surface.handedness = p.handedness;
        }
    }
    return surface;
}

/// The surface of a shape that is no instance, seen along a ray in the shape's own space.
FN Surface shape_surface(Scene scene, Shape shape, uint index, Space space, float distance) {
    if (USES(scene, FEATURE_SHAPES) && shape.kind != SHAPE_SPHERE) {
        FlatHit hit = intersect_flat(shape, space);
        Surface surface = flat_surface(shape, index, hit, space.ray.direction);
        if (USES(scene, FEATURE_MESHES) && shape.kind == SHAPE_TRIANGLE && shape.instance != NONE) {
            surface = mesh_surface(scene, shape, surface, read_mesh_triangle(scene, shape.instance), hit.a, hit.b);
        }
        return surface;
    }
    Surface surface;
    if (is_large_sphere(shape)) {
        LargeHit hit = large_hit(large_sphere_at(shape, space.ray.time), index, space.ray, distance);
        surface = plain_surface(hit.position, index, hit.inside != 0u ? -hit.outward : hit.outward, hit.inside);
    } else {
        surface = sphere_surface(sphere_at(shape, space.ray.time), index, space.ray, distance);
    }
    if (USES(scene, FEATURE_TEXTURES) || USES(scene, FEATURE_ANISOTROPY)) {
        Uv uv = sphere_uv(surface.inside != 0u ? -surface.normal : surface.normal);
        surface.u = uv.u;
        surface.v = uv.v;
        if (USES(scene, FEATURE_PRINCIPLED)) {
            vec3 outward = surface.inside != 0u ? -surface.normal : surface.normal;
            vec3 along_u = vec3(outward.z, 0.0f, -outward.x); // the y axis x outward
            if (dot3(along_u, along_u) > 1.0e-12f) {
                surface.tangent = unit(along_u);
                surface.handedness = 1.0f;
            }
        }
    }
    return surface;
}

/// The surface that a ray of the world hits.
FN Surface surface_at(Scene scene, Ray ray, Hit hit) {
    Shape shape = read_shape(scene, hit.shape);
    if (USES(scene, FEATURE_LARGE_SPHERES) && !is_large_sphere(shape)) {
        NearRay near = near_ray(scene, ray);
        if (near.offset > 0.0f && near.offset < NO_DISTANCE) {
            // The hit's own distance from there is rounded by as much as the whole way.
            ray = near.ray;
            Hit none = {NO_DISTANCE, NONE, NONE};
            hit.distance = closer_hit(scene, space_within(scene, ray, hit.instance), hit.shape, none).distance;
        }
    }
    if (USES(scene, FEATURE_INSTANCES)) {
        if (hit.instance != NONE) {
            Instance instance = read_instance(scene, hit.instance);
            ObjectRay object = object_ray(instance, hit.instance, ray);
            Space space = space_of(object.ray, object.scale, instance.tolerance, hit.instance);
            Surface surface = shape_surface(scene, shape, hit.shape, space, hit.distance * object.scale);
            surface.position = world_point(instance, surface.position);
            surface.normal = world_normal(instance, surface.normal);
            if (USES(scene, FEATURE_MESHES) || USES(scene, FEATURE_PRINCIPLED)) {
                surface.shading_normal = world_normal(instance, surface.shading_normal);
                if (surface.handedness != 0.0f) surface.tangent = unit(world_vector(instance, surface.tangent));
                if (USES(scene, FEATURE_MESHES)) surface.lift = world_vector(instance, surface.lift);
            } else {
                surface.shading_normal = surface.normal;
            }
            // Its rounding in the object, brought to the world, and that of the position in the world.
            if (surface.origin_offset > 0.0f) {
                surface.origin_offset =
                    divide(surface.origin_offset, object.scale) + 2.38418579e-7f * max_component(abs(surface.position));
            }
            surface.instance = hit.instance;
            return surface;
        }
        // A ray that leaves a shape of an instance leaves none of the world's (see closest_hit).
        if (ray.origin_instance != NONE) ray.origin_shape = ORIGIN_NOWHERE;
    }
    return shape_surface(scene, shape, hit.shape, space_of(ray, 1.0f, scene.tolerance, NONE), hit.distance);
}

SHARED_END
#endif
