// A comparison as a JUnit report, which CI services show as tests.
// SPDX-License-Identifier: MIT
#include "base/xml.hpp"
#include "compare/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace triptych {

namespace {

/// What a test case says of a pair that is not refused.
std::string figures(const ComparedPair& pair) {
    if (pair.statistical) return pair.statistical->method;
    const PairDifference& found = pair.difference;
    std::string text = fmt::format("{} of {} pixels differ, largest error {:.6g}, RMSE {:.6g}", found.differing_pixels,
                                   found.pixels, found.all.max_error, found.all.rmse);
    if (found.flip) text += fmt::format(", FLIP {:.6f}", *found.flip);
    return text;
}

std::string test_case(const ComparedPair& pair) {
    const std::string head = fmt::format("    <testcase classname=\"triptych.compare\" name=\"{}\" time=\"0\">\n",
                                         xml_text(pair.files.name));
    const std::string files = fmt::format("a: {}\nb: {}\n", pair.files.a, pair.files.b);
    std::string body;
    switch (pair.verdict) {
    case PairVerdict::EQUAL:
    case PairVerdict::ACCEPTED:
    case PairVerdict::WARNED:
        body = fmt::format("      <system-out>{}</system-out>\n",
                           xml_text(fmt::format("{}: {}\n{}\n{}", name_in(PAIR_VERDICTS, pair.verdict), figures(pair),
                                                fmt::join(pair.reasons, "\n"), files)));
        break;
    case PairVerdict::DIFFERENT:
        body = fmt::format("      <failure type=\"different\" message=\"{}\">{}</failure>\n",
                           xml_text(fmt::format("{}", fmt::join(pair.reasons, "; "))),
                           xml_text(figures(pair) + "\n" + files));
        break;
    case PairVerdict::MISSING:
        body = fmt::format("      <failure type=\"missing\" message=\"{}\"/>\n",
                           xml_text(fmt::format("{}", fmt::join(pair.reasons, "; "))));
        break;
    case PairVerdict::FAILED:
        body = fmt::format("      <error type=\"failed\" message=\"{}\">{}</error>\n", xml_text(pair.error),
                           xml_text(files));
        break;
    }
    return head + body + "    </testcase>\n";
}

} // namespace

std::string comparison_junit(const ImageComparison& comparison) {
    const std::uint64_t failures = comparison.count(PairVerdict::DIFFERENT) + comparison.count(PairVerdict::MISSING);
    const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"0\"",
                                           comparison.pairs.size(), failures, comparison.count(PairVerdict::FAILED));
    std::string text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<testsuites {0}>\n  <testsuite name=\"triptych compare\" {0}>\n",
                                   counts);
    for (const ComparedPair& pair : comparison.pairs) text += test_case(pair);
    return text + "  </testsuite>\n</testsuites>\n";
}

} // namespace triptych
