// SPDX-License-Identifier: Apache-2.0
// From a request as libmicrohttpd has it to the response as it wants it.
#pragma once

#include <microhttpd.h>

#include "http/message.h"

namespace stamp::http {

[[nodiscard]] Request request_of(MHD_Connection *connection, const char *method, const char *path);

// As the request's Accept-Encoding admits it.
[[nodiscard]] MHD_Result respond(MHD_Connection *connection, Response response);

} // namespace stamp::http
