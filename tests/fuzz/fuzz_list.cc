// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: lists of targets, as a file or a server may have them. What is read can be
// written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "discovery/target_list.h"

namespace {

void require(bool condition) {
	if (!condition)
		std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *octets, std::size_t size) {
	const std::string_view text(reinterpret_cast<const char *>(octets), size);
	const auto read = stamp::discovery::read_target_list(text, "list");

	if (!read) {
		require(read.error().text().starts_with("list:"));
		return 0;
	}
	for (const auto &target : *read) {
		const auto again = stamp::net::HostPort::parse(target.host.text());

		require(static_cast<bool>(again));
		require(again->host == target.host.host && again->port == target.host.port);
		for (const auto &[name, value] : target.labels)
			require(!name.empty() && !name.starts_with("__"));
	}
	return 0;
}
