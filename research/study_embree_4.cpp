// Embree 4 as a program that finds nearest hits, loaded beside Embree 3, whose functions have the same names.
// SPDX-License-Identifier: MIT
#include "study_engines.hpp"

#ifdef TRIPTYCH_STUDY_EMBREE4
#include <embree4/rtcore.h>

#include <dlfcn.h>

#include <cstring>
#include <stdexcept>

namespace triptych {

namespace {

/// Functions of the library.
class Embree4 {
    void* m_library = dlopen(TRIPTYCH_STUDY_EMBREE4, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);

    template <typename Function>
    Function find(const char* name) {
        void* const found = m_library != nullptr ? dlsym(m_library, name) : nullptr;
        if (found == nullptr) throw std::runtime_error(dlerror());
        return reinterpret_cast<Function>(found);
    }

public:
    decltype(&rtcNewDevice) newDevice = find<decltype(&rtcNewDevice)>("rtcNewDevice");
    decltype(&rtcSetDeviceMemoryMonitorFunction) setDeviceMemoryMonitorFunction =
        find<decltype(&rtcSetDeviceMemoryMonitorFunction)>("rtcSetDeviceMemoryMonitorFunction");
    decltype(&rtcNewScene) newScene = find<decltype(&rtcNewScene)>("rtcNewScene");
    decltype(&rtcSetSceneBuildQuality) setSceneBuildQuality =
        find<decltype(&rtcSetSceneBuildQuality)>("rtcSetSceneBuildQuality");
    decltype(&rtcNewGeometry) newGeometry = find<decltype(&rtcNewGeometry)>("rtcNewGeometry");
    decltype(&rtcSetNewGeometryBuffer) setNewGeometryBuffer =
        find<decltype(&rtcSetNewGeometryBuffer)>("rtcSetNewGeometryBuffer");
    decltype(&rtcCommitGeometry) commitGeometry = find<decltype(&rtcCommitGeometry)>("rtcCommitGeometry");
    decltype(&rtcAttachGeometry) attachGeometry = find<decltype(&rtcAttachGeometry)>("rtcAttachGeometry");
    decltype(&rtcReleaseGeometry) releaseGeometry = find<decltype(&rtcReleaseGeometry)>("rtcReleaseGeometry");
    decltype(&rtcCommitScene) commitScene = find<decltype(&rtcCommitScene)>("rtcCommitScene");
    decltype(&rtcIntersect1) intersect1 = find<decltype(&rtcIntersect1)>("rtcIntersect1");
};

Engine engine_of(const Embree4& rtc, const MeshData& mesh, const std::string& name, RTCBuildQuality quality) {
    static std::int64_t bytes; // since Embree's monitor is a plain function
    bytes = 0;
    const RTCDevice device = rtc.newDevice("threads=0");
    const auto count = [](void*, ssize_t more, bool) {
        bytes += more;
        return true;
    };
    rtc.setDeviceMemoryMonitorFunction(device, count, nullptr);
    const RTCScene scene = rtc.newScene(device);
    Engine engine{name};
    engine.build_seconds = seconds_of([&] {
        rtc.setSceneBuildQuality(scene, quality);
        const RTCGeometry geometry = rtc.newGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
        void* positions = rtc.setNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, sizeof(vec3),
                                                   mesh.positions.size());
        std::memcpy(positions, mesh.positions.data(), mesh.positions.size() * sizeof(vec3));
        void* triangles =
            rtc.setNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, mesh.triangles.size());
        std::memcpy(triangles, mesh.triangles.data(), mesh.triangles.size() * 12);
        rtc.commitGeometry(geometry);
        rtc.attachGeometry(scene, geometry);
        rtc.releaseGeometry(geometry);
        rtc.commitScene(scene);
    });
    engine.megabytes = static_cast<double>(bytes) * 1e-6;
    engine.trace = [scene, intersect = rtc.intersect1](const std::vector<shared::Ray>& rays,
                                                       std::vector<shared::Hit>& hits) {
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
            intersect(scene, &query, nullptr);
            const bool is_hit = query.hit.geomID != RTC_INVALID_GEOMETRY_ID;
            hits[i] = {is_hit ? query.ray.tfar : shared::NO_DISTANCE, is_hit ? query.hit.primID : shared::NONE,
                       shared::NONE};
        }
    };
    return engine;
}

} // namespace

std::vector<Engine> embree_4(const MeshData& mesh) {
    static const Embree4 rtc;
    return {engine_of(rtc, mesh, "Embree 4", RTC_BUILD_QUALITY_MEDIUM),
            engine_of(rtc, mesh, "Embree 4, spatial splits", RTC_BUILD_QUALITY_HIGH)};
}

} // namespace triptych
#else
namespace triptych {

std::vector<Engine> embree_4(const MeshData&) { return {}; }

} // namespace triptych
#endif
