// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/pages.h"

#include "http/accept.h"

namespace stamp::cli {

http::Response sentence_page(unsigned status, const std::string &text) {
	return {.status = status, .body = text + "\n"};
}

render::Dialect dialect_for(const http::Request &request) {
	const int open = http::quality_of(request.accept, "application/openmetrics-text");
	return open > 0 && open >= http::quality_of(request.accept, "text/plain")
		       ? render::Dialect::openmetrics
		       : render::Dialect::classic;
}

std::string content_type(render::Dialect dialect) {
	return dialect == render::Dialect::openmetrics
		       ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
		       : "text/plain; version=0.0.4; charset=utf-8";
}

} // namespace stamp::cli
