// Scenes that verify has drawn: which ones, what was expected of them, and reports.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/output.hpp"
#include "render/verify.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

/// What came of one scene.
struct VerifiedScene {
    std::string scene; // as the user names it
    Json picture;      // its facts
    std::vector<DeviceVerdict> verdicts;
    std::string expected; // the film's hash; empty where none was given
    std::optional<Error> error;
};

/// Film hashes by the scenes that they belong to.
using ExpectedHashes = std::map<std::string, std::string>;

/// Reads lines "HASH  SCENE"; empty ones and those that begin with # do not count. Throws Error (INVALID_INPUT) that
/// names the line.
ExpectedHashes read_expected(const std::string& path);

/// The error that a scene's verdicts and its expected hash amount to. With an expected hash one device is enough.
std::optional<Error> judge_scene(const VerifiedScene& scene);

/// {"scene", ..., "devices"} of one scene.
Json scene_json(const VerifiedScene& scene);

/// A JUnit report: a test suite a scene, a test case a device, and one for the expected hash.
std::string verify_junit(const std::vector<VerifiedScene>& scenes);

/// Lines for read_expected, of the scenes whose reference was drawn.
std::string expected_text(const std::vector<VerifiedScene>& scenes);

/// Writes a page with the pictures of all devices that differ, beside those of the reference. Throws Error (OUTPUT).
void write_verify_page(const std::string& path, const std::vector<VerifiedScene>& scenes);

} // namespace triptych
