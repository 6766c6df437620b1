// SPDX-License-Identifier: Apache-2.0
// TLS and basic authentication by a file as the exporters of Prometheus take it.
#pragma once

#include <string>

#include "base/result.h"
#include "http/server.h"

namespace stamp::http {

// `path` empty: neither. Certificate and key are read; their paths are relative to the file's
// folder. The error has the file and, where it can be, the line.
Result<Security> read_web_config(const std::string &path);

} // namespace stamp::http
