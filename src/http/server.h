// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server with threads of its own, which take CPU time that nobody else wants first.
// What a client can cost is bounded: connections in all and of one address, octets of headers,
// and the time for a request and for taking its response.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "http/message.h"

namespace stamp::http {

struct Security {
	std::string certificate, key; // PEM; empty: no TLS
	// Password of a user, as crypt(5) has it; empty: anybody may ask.
	std::map<std::string, std::string> users;

	bool operator==(const Security &) const = default;
};

struct ServerThread;

class Server {
public:
	// `listener`: of net::listen_tcp(). EPROTO: TLS refuses the certificate or the key.
	static Result<std::unique_ptr<Server>> start(Fd listener, const Security &security,
						     Handler handler);
	Server(const Server &) = delete;
	Server &operator=(const Server &) = delete;
	// Waits for the threads, hence for what the handler does.
	~Server();

	// Takes no further connection and gives the listener back. Requests under way go on.
	[[nodiscard]] Fd release();

private:
	explicit Server(std::shared_ptr<ServerThread> running);

	std::shared_ptr<ServerThread> running_;
};

} // namespace stamp::http
