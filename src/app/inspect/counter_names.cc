// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/counter_names.h"

#include <array>

namespace stamp::app {
namespace {

constexpr std::array names = {
#define X(code, name, text) #name,
	STAMP_VERDICTS(X)
#undef X
};

constexpr std::array note_names = {
#define X(code, name, text) #name,
	STAMP_TLV_NOTES(X)
#undef X
};

} // namespace

std::vector<std::pair<std::string, std::uint64_t>> by_name(const session::Verdicts &verdicts) {
	std::vector<std::pair<std::string, std::uint64_t>> named;
	for (std::size_t i = 0; i < names.size(); i++)
		named.emplace_back(names[i], verdicts[i + 1]);
	return named;
}

std::vector<std::pair<std::string, std::uint64_t>> by_name(const session::TlvNotes &notes) {
	std::vector<std::pair<std::string, std::uint64_t>> named;
	for (std::size_t i = 0; i < note_names.size(); i++)
		named.emplace_back(note_names[i], notes[i]);
	return named;
}

std::string source_name(const session::ReceiveTimes &times) {
	return times.of_hardware() ? "hw" : "sw";
}

} // namespace stamp::app
