// SPDX-License-Identifier: Apache-2.0
#include "render/names.h"

#include <array>
#include <cstddef>

namespace stamp::render {
namespace {

#define X(code, name, text) #name,
constexpr std::array verdicts = {STAMP_VERDICTS(X)};
constexpr std::array tlv_notes = {STAMP_TLV_NOTES(X)};
constexpr std::array hardware_times = {STAMP_HW_TIMES(X)};
constexpr std::array not_sent = {STAMP_NOT_SENT_REASONS(X)};
constexpr std::array unexpected = {STAMP_UNEXPECTED(X)};
#undef X

// `counts` may begin with numbers that have no row.
template <std::size_t rows, std::size_t numbers>
NamedCounts named(const std::array<const char *, rows> &names,
		  const std::array<std::uint64_t, numbers> &counts) {
	static_assert(numbers >= rows);
	NamedCounts all;
	for (std::size_t i = 0; i < rows; i++)
		all.push_back({names[i], counts[numbers - rows + i]});
	return all;
}

} // namespace

NamedCounts named_verdicts(const stats::Verdicts &counts) {
	static_assert(verdicts.size() + 1 == STAMP_V_COUNT); // STAMP_V_GO_ON has no row
	return named(verdicts, counts);
}

NamedCounts named_tlv_notes(const stats::TlvNotes &counts) {
	return named(tlv_notes, counts);
}

NamedCounts named_hardware_times(const stats::HardwareTimes &counts) {
	return named(hardware_times, counts);
}

NamedCounts named_not_sent(const stats::NotSent &counts) {
	return named(not_sent, counts);
}

NamedCounts named_unexpected(const stats::Unexpected &counts) {
	return named(unexpected, counts);
}

const char *name_of(stamp_not_sent reason) {
	return not_sent.at(reason);
}

const char *name_of(stamp_role role) {
	return role == STAMP_ROLE_SENDER ? "sender" : "reflector";
}

const char *name_of(stamp_format format) {
	return format == STAMP_FORMAT_PTP ? "ptp" : "ntp";
}

const char *name_of(stats::PinnedReflector::State state) {
	using State = stats::PinnedReflector::State;
	switch (state) {
	case State::attached:
		return "attached";
	case State::moved:
		return "moved";
	case State::unfinished:
		return "unfinished";
	default:
		return "detached";
	}
}

const char *source_name(bool of_hardware) {
	return of_hardware ? "hw" : "sw";
}

} // namespace stamp::render
