// SPDX-License-Identifier: Apache-2.0
// Requests and responses of HTTP (RFC 9110), as plain data.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace stamp::http {

struct Request {
	std::string method; // "GET"; also for HEAD, whose response has no body
	std::string path;
	std::map<std::string, std::string> query; // decoded; of equal names the first
	std::string accept;			  // the header; empty: there is none
	// X-Prometheus-Scrape-Timeout-Seconds: how long the client waits; empty: it does not say.
	std::string scrape_timeout;
};

// Appends the next piece of a body. False: that was the last one. Called in the thread of the
// connection, which may end before that.
using Pieces = std::function<bool(std::string &)>;

struct Response {
	unsigned status = 200;
	std::string type = "text/plain; charset=utf-8";
	std::string body = {};
	Pieces pieces = {}; // behind the body
	std::vector<std::pair<std::string, std::string>> headers = {};
};

// In a thread of the server, several at a time. It may take its time.
using Handler = std::function<Response(const Request &)>;

} // namespace stamp::http
