// SPDX-License-Identifier: Apache-2.0
// /probe: measures now, in the manner of the blackbox exporter.
#pragma once

#include "app/agent/probes.h"
#include "http/message.h"

namespace stamp::cli {

[[nodiscard]] http::Response probe_page(app::Probes &probes, const http::Request &request);

} // namespace stamp::cli
