// SPDX-License-Identifier: Apache-2.0
#include "net/claim.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>

#include <sys/socket.h>
#include <sys/un.h>

namespace stamp::net {
namespace {

constexpr std::size_t longest_name = 100; // octets of `what`; sun_path has 108

struct Name {
	sockaddr_un addr{};
	socklen_t length = 0;

	[[nodiscard]] const sockaddr *get() const {
		return reinterpret_cast<const sockaddr *>(&addr);
	}
};

// The leading zero of sun_path makes a name abstract; the length ends it.
std::optional<Name> name_of(const std::string &what) {
	const std::string text = "stamp/" + what;
	if (what.size() > longest_name)
		return std::nullopt;
	Name name;
	name.addr.sun_family = AF_UNIX;
	std::memcpy(name.addr.sun_path + 1, text.data(), text.size());
	name.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
	return name;
}

// A datagram socket: connecting to one shows whether it is there, without its owner's help.
Fd unix_socket() {
	return Fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

} // namespace

Result<Claim> Claim::claim(const std::string &what) {
	const auto name = name_of(what);
	if (!name)
		return Error{ENAMETOOLONG, "claim " + what};
	Fd fd = unix_socket();
	if (!fd || bind(fd.get(), name->get(), name->length) != 0)
		return last_error("claim " + what);
	// Nobody is to leave anything in its queue.
	shutdown(fd.get(), SHUT_RDWR);
	return Claim(std::move(fd));
}

bool is_claimed(const std::string &what) {
	const auto name = name_of(what);
	const Fd fd = unix_socket();
	return name && fd && connect(fd.get(), name->get(), name->length) == 0;
}

} // namespace stamp::net
