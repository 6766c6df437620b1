// SPDX-License-Identifier: Apache-2.0
#include "base/process_status.h"

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace stamp {
namespace {

constexpr const char *status_path = "/proc/self/status";

// Of the line "NAME:\tVALUE".
std::optional<std::uint64_t> value_of(std::string_view text, const std::string &name, int base) {
	const std::size_t at = text.find("\n" + name + ":\t");
	if (at == text.npos)
		return std::nullopt;
	const char *begin = text.data() + at + name.size() + 3;
	std::uint64_t value = 0;
	const auto read = std::from_chars(begin, text.data() + text.size(), value, base);
	return read.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

} // namespace

Result<ProcessStatus> parse_process_status(std::string_view text) {
	constexpr int hexadecimal = 16, decimal = 10;
	const auto permitted = value_of(text, "CapPrm", hexadecimal);
	const auto effective = value_of(text, "CapEff", hexadecimal);
	const auto bounding = value_of(text, "CapBnd", hexadecimal);
	const auto no_new_privs = value_of(text, "NoNewPrivs", decimal);
	if (!permitted || !effective || !bounding || !no_new_privs)
		return Error{EPROTO, std::string("read ") + status_path};
	// A kernel without seccomp has no such line.
	const std::uint64_t seccomp = value_of(text, "Seccomp", decimal).value_or(0);
	return ProcessStatus{*permitted, *effective, *bounding, *no_new_privs != 0, seccomp != 0};
}

Result<ProcessStatus> process_status() {
	std::ifstream file(status_path);
	if (!file)
		return last_error(std::string("read ") + status_path);
	return parse_process_status(std::string(std::istreambuf_iterator<char>(file), {}));
}

} // namespace stamp
