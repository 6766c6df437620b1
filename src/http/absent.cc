// SPDX-License-Identifier: Apache-2.0
// In place of the server, in a program that was built without its libraries.
#include <cerrno>

#include "http/server.h"
#include "http/web_config.h"

namespace stamp::http {

struct ServerThread {};

Server::Server(std::shared_ptr<ServerThread> running) : running_(std::move(running)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(Fd, const Security &, Handler) {
	return Error{ENOTSUP, "start the HTTP server, which this program was built without",
		     "listen = \"none\" in [http], or a program from a package"};
}

Fd Server::release() {
	return {};
}

Result<Security> read_web_config(const std::string &) {
	return Security();
}

} // namespace stamp::http
