// SPDX-License-Identifier: Apache-2.0
#include "cli/keys.h"

#include <cerrno>

#include "cli/error_line.h"
#include "cli/exit_code.h"

namespace stamp::cli {

int complain_of_keys(const Error &error) {
	complain(Error(error).while_doing("read the keys"), "");
	return error.code == EACCES || error.code == EPERM ? exit_permission : exit_usage;
}

std::variant<std::optional<session::KeyRing>, int>
read_sender_key(const session::SenderSpec &spec) {
	if (spec.key_file.empty())
		return std::optional<session::KeyRing>();
	auto ring = session::read_only_key(spec.key_file);
	if (!ring)
		return complain_of_keys(ring.error());
	return std::optional(std::move(ring).value());
}

std::optional<int> refuse_bad_keys(const session::ReflectorSpec &spec) {
	if (spec.keys.empty())
		return std::nullopt;
	if (const auto ring = session::read_keys(spec.keys); !ring)
		return complain_of_keys(ring.error());
	return std::nullopt;
}

} // namespace stamp::cli
