// The CPU backend with Embree in place of its own kernels.
// SPDX-License-Identifier: MIT
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/tile_kernel.hpp"
#include "base/error.hpp"
#include "baseline/baseline.hpp"
#include "pack/bounds.hpp"
#include "path.glsl"

#include <embree3/rtcore.h>
#include <fmt/format.h>

#include <cstring>
#include <type_traits>

namespace triptych {

namespace {

template <typename Handle, void (*RELEASE)(Handle)>
struct Releaser {
    void operator()(Handle handle) const { RELEASE(handle); }
};
template <typename Handle, void (*RELEASE)(Handle)>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Releaser<Handle, RELEASE>>;
using OwnedDevice = Owned<RTCDevice, rtcReleaseDevice>;
using OwnedScene = Owned<RTCScene, rtcReleaseScene>;
using OwnedGeometry = Owned<RTCGeometry, rtcReleaseGeometry>;

// Everywhere Embree gets what measured fastest for it: its AVX2 code rather than its AVX-512 code, spheres nearly as
// large as the scene outside its tree as they are outside ours, and rays stored as whole vectors, since loads of what
// was just stored piece by piece must wait.
constexpr const char* EMBREE_OPTIONS = "max_isa=avx2";
using Float4 = float __attribute__((vector_size(16)));

constexpr float SELF_HIT_DISTANCE = 1e-3f; // "Ray Tracing in One Weekend", section 9.3

/// What Embree hands on to the callback of user geometry: its own context, and the ray with the sphere that it leaves.
struct Query {
    RTCIntersectContext context; // first, since the callback gets its address
    const shared::Space* space;
};
static_assert(shared::NONE == RTC_INVALID_GEOMETRY_ID);
static_assert(std::is_standard_layout_v<Query>);

/// The scene, and which of its spheres Embree's tree holds: those that our own trees hold, from `first` on.
struct Spheres {
    PackedScene packed;
    shared::Scene scene; // a view of `packed`
    std::uint32_t first;
    std::uint32_t count;
    float padding; // of boxes, as in our own trees: with it Embree's box tests miss nothing
};

void bound_sphere(const RTCBoundsFunctionArguments* arguments) {
    const auto& spheres = *static_cast<const Spheres*>(arguments->geometryUserPtr);
    const Bounds bounds = shape_bounds(spheres.packed.spheres[spheres.first + arguments->primID], spheres.padding);
    *arguments->bounds_o = {bounds.low.x,  bounds.low.y,  bounds.low.z,  0.0f,
                            bounds.high.x, bounds.high.y, bounds.high.z, 0.0f};
}

void intersect_sphere(const RTCIntersectFunctionNArguments* arguments) {
    if (arguments->valid[0] == 0) return;
    const auto& spheres = *static_cast<const Spheres*>(arguments->geometryUserPtr);
    const auto& query = *reinterpret_cast<const Query*>(arguments->context);
    auto& found = *reinterpret_cast<RTCRayHit*>(arguments->rayhit); // a packet of one
    const shared::Hit best{found.ray.tfar, found.hit.primID, shared::NONE};
    const shared::Hit hit = shared::closer_hit(spheres.scene, *query.space, spheres.first + arguments->primID, best);
    if (hit.shape == best.shape) return;
    found.ray.tfar = hit.distance;
    found.hit.primID = hit.shape;
}

class EmbreeKernel final : public TileKernel {
public:
    explicit EmbreeKernel(BaselineKind kind) : m_kind(kind), m_device(rtcNewDevice(EMBREE_OPTIONS)) {
        if (!m_device) {
            throw Error(ExitCode::NO_DEVICE, fmt::format("Embree does not start on this processor (its error {}).",
                                                         static_cast<int>(rtcGetDeviceError(nullptr))));
        }
    }

    void load(const PackedScene& scene) override {
        if (scene.features != 0) {
            throw Error(ExitCode::NO_DEVICE,
                        "The Embree baseline traces scenes of still spheres that neither shine nor "
                        "have textures; leave out --baseline for this one.");
        }
        const std::uint32_t first = scene.nodes.empty() ? 0 : scene.flat_count;
        m_spheres = {
            scene, {}, first, static_cast<std::uint32_t>(scene.spheres.size()) - first, padding_of(scene.tolerance)};
        m_spheres.scene = m_spheres.packed.view();
        m_scene.reset(rtcNewScene(m_device.get()));
        rtcSetSceneBuildQuality(m_scene.get(), RTC_BUILD_QUALITY_HIGH);
        const OwnedGeometry geometry = m_kind == BaselineKind::USER_GEOMETRY ? user_geometry() : sphere_points();
        rtcSetGeometryBuildQuality(geometry.get(), RTC_BUILD_QUALITY_HIGH);
        rtcCommitGeometry(geometry.get());
        rtcAttachGeometry(m_scene.get(), geometry.get());
        rtcCommitScene(m_scene.get());
        const RTCError error = rtcGetDeviceError(m_device.get());
        if (error != RTC_ERROR_NONE) {
            throw Error(error == RTC_ERROR_OUT_OF_MEMORY ? ExitCode::LIMIT : ExitCode::INTERNAL,
                        fmt::format("Embree does not take the scene of {} spheres (its error {}).",
                                    scene.spheres.size(), static_cast<int>(error)));
        }
    }

    shared::Scene scene() const override { return m_spheres.scene; }

    /// shared::render_pixel for every pixel of the tile, except for who finds the hits.
    std::uint64_t render(const shared::Frame& frame, const Tile& tile, shared::FilmPixel* pixels) const override {
        const shared::Scene& scene = m_spheres.scene;
        Query query = make_query();
        std::uint64_t rays = 0;
        for (std::uint32_t y = tile.y0; y < tile.y1; y++) {
            for (std::uint32_t x = tile.x0; x < tile.x1; x++, pixels++) {
                const shared::uint pixel = shared::pixel_number(frame, x, y);
                for (std::uint32_t sample = tile.first_sample; sample < tile.last_sample; sample++) {
                    shared::Path path = shared::begin_path(frame, x, y, sample);
                    while (path.done == 0) {
                        const shared::Hit hit = closest_hit(query, path.ray);
                        if (hit.shape == shared::NONE) {
                            path = shared::leave_scene(scene, frame, path);
                            continue;
                        }
                        const shared::Material& material = scene.materials.data[scene.tags.data[hit.shape].material];
                        path = shared::scatter_at_sphere(frame, path, hit, scene.spheres.data[hit.shape], material,
                                                         pixel, sample);
                    }
                    *pixels = shared::add_sample(*pixels, path.radiance);
                    rays += path.rays;
                }
            }
        }
        return rays;
    }

    void trace(const shared::Ray* rays, shared::Hit* hits, std::uint32_t count) const override {
        Query query = make_query();
        for (std::uint32_t i = 0; i < count; i++) hits[i] = closest_hit(query, rays[i]);
    }

    DeviceInfo device() const {
        const auto property = [&](RTCDeviceProperty which) { return rtcGetDeviceProperty(m_device.get(), which); };
        const bool user_geometry = m_kind == BaselineKind::USER_GEOMETRY;
        DeviceInfo info;
        info.backend = "embree";
        info.index = user_geometry ? 0 : 1;
        info.name = fmt::format("Embree ({})", user_geometry ? "user geometry" : "sphere points");
        info.driver = fmt::format("{}.{}.{}, {}", property(RTC_DEVICE_PROPERTY_VERSION_MAJOR),
                                  property(RTC_DEVICE_PROPERTY_VERSION_MINOR),
                                  property(RTC_DEVICE_PROPERTY_VERSION_PATCH), EMBREE_OPTIONS);
        info.kind = DeviceKind::CPU;
        return info;
    }

private:
    OwnedGeometry user_geometry() {
        OwnedGeometry geometry(rtcNewGeometry(m_device.get(), RTC_GEOMETRY_TYPE_USER));
        rtcSetGeometryUserPrimitiveCount(geometry.get(), m_spheres.count);
        rtcSetGeometryUserData(geometry.get(), &m_spheres);
        rtcSetGeometryBoundsFunction(geometry.get(), bound_sphere, nullptr);
        rtcSetGeometryIntersectFunction(geometry.get(), intersect_sphere);
        return geometry;
    }

    OwnedGeometry sphere_points() {
        OwnedGeometry geometry(rtcNewGeometry(m_device.get(), RTC_GEOMETRY_TYPE_SPHERE_POINT));
        rtcSetSharedGeometryBuffer(geometry.get(), RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT4,
                                   m_spheres.packed.spheres.data(), m_spheres.first * sizeof(shared::Sphere),
                                   sizeof(shared::Sphere), m_spheres.count);
        return geometry;
    }

    static Query make_query() {
        Query query{};
        rtcInitIntersectContext(&query.context); // which also says that rays are incoherent
        return query;
    }

    shared::Hit closest_hit(Query& query, const shared::Ray& ray) const {
        shared::Hit best{shared::NO_DISTANCE, shared::NONE, shared::NONE};
        const shared::Space space = shared::space_of(ray, 1.0f, 0.0f, shared::NONE);
        for (shared::uint i = 0; i < m_spheres.first; i++) best = shared::closer_hit(m_spheres.scene, space, i, best);
        query.space = &space;
        const float nearest = m_kind == BaselineKind::USER_GEOMETRY ? 0.0f : SELF_HIT_DISTANCE;
        const Float4 origin{ray.origin.x, ray.origin.y, ray.origin.z, nearest};
        const Float4 direction{ray.direction.x, ray.direction.y, ray.direction.z, 0.0f};
        RTCRayHit found;
        std::memcpy(&found.ray.org_x, &origin, sizeof origin);
        std::memcpy(&found.ray.dir_x, &direction, sizeof direction);
        found.ray.tfar = best.distance;
        found.ray.mask = 0xffffffffu;
        found.ray.id = 0;
        found.ray.flags = 0;
        found.hit.primID = best.shape;
        found.hit.geomID = RTC_INVALID_GEOMETRY_ID;
        rtcIntersect1(m_scene.get(), &query.context, &found);
        // Only Embree's own spheres name their geometry; they count from `first`.
        const std::uint32_t offset = found.hit.geomID == RTC_INVALID_GEOMETRY_ID ? 0 : m_spheres.first;
        return {found.ray.tfar, offset + found.hit.primID, shared::NONE};
    }

    BaselineKind m_kind;
    OwnedDevice m_device;
    Spheres m_spheres{};
    OwnedScene m_scene;
};

} // namespace

std::unique_ptr<Backend> open_baseline(BaselineKind kind, const BackendOptions& options) {
    auto kernel = std::make_unique<EmbreeKernel>(kind);
    const DeviceInfo device = kernel->device();
    return make_cpu_backend(device, std::move(kernel), options);
}

} // namespace triptych
