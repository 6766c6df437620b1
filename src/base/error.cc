// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <cerrno>
#include <system_error>

namespace stamp {

Error Error::while_doing(std::string_view action) && {
	what.insert(0, ": ").insert(0, action);
	return std::move(*this);
}

std::string Error::text() const {
	if (code == 0 || reason != Reason::system)
		return what;
	return what + ": " + std::generic_category().message(code);
}

Error last_error(std::string what) {
	return Error{errno, std::move(what)};
}

} // namespace stamp
