// SPDX-License-Identifier: Apache-2.0
// What the answers of an agent over HTTP have in common.
#pragma once

#include <string>

#include "http/message.h"
#include "render/metric_family.h"

namespace stamp::cli {

[[nodiscard]] http::Response sentence_page(unsigned status, const std::string &text);

// OpenMetrics for who accepts it and likes the classic format no better.
[[nodiscard]] render::Dialect dialect_for(const http::Request &request);
[[nodiscard]] std::string content_type(render::Dialect dialect);

} // namespace stamp::cli
