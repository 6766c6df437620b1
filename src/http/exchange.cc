// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "http/gzip.h"

namespace stamp::http {
namespace {

constexpr std::size_t block_octets = 32768;
constexpr std::size_t worth_gzip = 1024; // octets of a body

MHD_Result take_parameter(void *into, MHD_ValueKind, const char *key, const char *value) {
	auto &query = *static_cast<std::map<std::string, std::string> *>(into);
	query.try_emplace(key, value ? value : "");
	return MHD_YES;
}

std::string header_of(MHD_Connection *connection, const char *name) {
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
	return value ? value : "";
}

// What was made of a body and not taken yet.
class Stream {
public:
	explicit Stream(Pieces pieces) : pieces_(std::move(pieces)) {}

	ssize_t read(char *to, std::size_t room) {
		while (made_.size() == taken_) {
			if (!more_)
				return MHD_CONTENT_READER_END_OF_STREAM;
			made_.clear();
			taken_ = 0;
			more_ = pieces_(made_);
		}
		const std::size_t octets = std::min(room, made_.size() - taken_);
		std::memcpy(to, made_.data() + taken_, octets);
		taken_ += octets;
		return static_cast<ssize_t>(octets);
	}

private:
	Pieces pieces_;
	std::string made_;
	std::size_t taken_ = 0;
	bool more_ = true;
};

ssize_t read_stream(void *stream, std::uint64_t, char *to, std::size_t room) {
	return static_cast<Stream *>(stream)->read(to, room);
}

void free_stream(void *stream) {
	const std::unique_ptr<Stream> owned(static_cast<Stream *>(stream));
}

Pieces whole_of(Response &response) {
	return [body = std::move(response.body), pieces = std::move(response.pieces),
		is_begun = false](std::string &out) mutable {
		if (std::exchange(is_begun, true))
			return pieces && pieces(out);
		out += body;
		body = {};
		return static_cast<bool>(pieces);
	};
}

// HTTP/1.0 has no way to say where a body of unknown length ends, but for the connection's end.
MHD_Response *streamed(Pieces pieces) {
	auto stream = std::make_unique<Stream>(std::move(pieces));
	MHD_Response *made = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, block_octets, read_stream, stream.get(), free_stream);
	if (made)
		(void)stream.release(); // it is the response's
	return made;
}

MHD_Response *whole(const std::string &body) {
	return MHD_create_response_from_buffer(body.size(), const_cast<char *>(body.data()),
					       MHD_RESPMEM_MUST_COPY);
}

} // namespace

Request request_of(MHD_Connection *connection, const char *method, const char *path) {
	Request request;
	request.method =
		std::string_view(method) == MHD_HTTP_METHOD_HEAD ? MHD_HTTP_METHOD_GET : method;
	request.path = path;
	request.accept = header_of(connection, MHD_HTTP_HEADER_ACCEPT);
	request.scrape_timeout = header_of(connection, "X-Prometheus-Scrape-Timeout-Seconds");
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_parameter,
				  &request.query);
	return request;
}

MHD_Result respond(MHD_Connection *connection, Response response) {
	const unsigned status = response.status;
	const bool is_large = response.pieces || response.body.size() >= worth_gzip;
	const bool is_gzip =
		is_large && accepts_gzip(header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING));
	MHD_Response *made = nullptr;
	if (is_gzip)
		made = streamed(gzipped(whole_of(response)));
	else
		made = response.pieces ? streamed(whole_of(response)) : whole(response.body);
	if (!made)
		return MHD_NO;
	MHD_add_response_header(made, MHD_HTTP_HEADER_CONTENT_TYPE, response.type.c_str());
	if (is_large)
		MHD_add_response_header(made, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
	if (is_gzip)
		MHD_add_response_header(made, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
	for (const auto &[name, value] : response.headers)
		MHD_add_response_header(made, name.c_str(), value.c_str());
	const MHD_Result done = MHD_queue_response(connection, status, made);
	MHD_destroy_response(made);
	return done;
}

} // namespace stamp::http
