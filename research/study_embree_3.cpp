// Embree 3 as a program that finds nearest hits.
// SPDX-License-Identifier: MIT
#include "study_engines.hpp"

#include <embree3/rtcore.h>

#include <cstring>

namespace triptych {

namespace {

Engine embree(const MeshData& mesh, const std::string& name, RTCBuildQuality quality) {
    static std::int64_t bytes; // since Embree's monitor is a plain function
    bytes = 0;
    const RTCDevice device = rtcNewDevice("threads=0");
    const auto count = [](void*, ssize_t more, bool) {
        bytes += more;
        return true;
    };
    rtcSetDeviceMemoryMonitorFunction(device, count, nullptr);
    const RTCScene scene = rtcNewScene(device);
    Engine engine{name};
    engine.build_seconds = seconds_of([&] {
        rtcSetSceneBuildQuality(scene, quality);
        const RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
        void* positions = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, sizeof(vec3),
                                                  mesh.positions.size());
        std::memcpy(positions, mesh.positions.data(), mesh.positions.size() * sizeof(vec3));
        void* triangles =
            rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, mesh.triangles.size());
        std::memcpy(triangles, mesh.triangles.data(), mesh.triangles.size() * 12);
        rtcCommitGeometry(geometry);
        rtcAttachGeometry(scene, geometry);
        rtcReleaseGeometry(geometry);
        rtcCommitScene(scene);
    });
    engine.megabytes = static_cast<double>(bytes) * 1e-6;
    engine.trace = [scene](const std::vector<shared::Ray>& rays, std::vector<shared::Hit>& hits) {
        RTCIntersectContext context;
        rtcInitIntersectContext(&context);
        for (std::size_t i = 0; i < rays.size(); i++) {
            const shared::Ray& ray = rays[i];
            RTCRayHit query{};
            query.ray = {ray.origin.x,
                         ray.origin.y,
                         ray.origin.z,
                         1e-5f,
                         ray.direction.x,
                         ray.direction.y,
                         ray.direction.z,
                         0.0f,
                         shared::NO_DISTANCE,
                         ~0u,
                         0,
                         0};
            query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
            query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
            rtcIntersect1(scene, &context, &query);
            const bool is_hit = query.hit.geomID != RTC_INVALID_GEOMETRY_ID;
            hits[i] = {is_hit ? query.ray.tfar : shared::NO_DISTANCE, is_hit ? query.hit.primID : shared::NONE,
                       shared::NONE};
        }
    };
    return engine;
}

} // namespace

std::vector<Engine> embree_3(const MeshData& mesh) {
    return {embree(mesh, "Embree 3", RTC_BUILD_QUALITY_MEDIUM),
            embree(mesh, "Embree 3, spatial splits", RTC_BUILD_QUALITY_HIGH)};
}

} // namespace triptych
