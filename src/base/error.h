// SPDX-License-Identifier: Apache-2.0
// What went wrong: a code for the program, words for the person.
#pragma once

#include <string>
#include <string_view>

namespace stamp {

// `code` is an errno value; `what` names what we were doing and to which object; `cure` is what to
// try, where only the place that found out can know it.
struct Error {
	int code = 0;
	std::string what;
	std::string cure = {};

	// Puts the outer action in front: "start reflector: attach stamp_refl_in to eth0: ...".
	[[nodiscard]] Error while_doing(std::string_view action) &&;
	// "what: strerror(code)", or `what` alone when code is 0.
	[[nodiscard]] std::string text() const;
};

// An Error of the calling thread's errno.
[[nodiscard]] Error last_error(std::string what);

} // namespace stamp
