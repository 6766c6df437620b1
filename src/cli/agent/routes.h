// SPDX-License-Identifier: Apache-2.0
// What an agent answers over HTTP (docs/agent.md).
#pragma once

#include <memory>

#include "app/agent/snapshots.h"
#include "http/message.h"

namespace stamp::cli {

[[nodiscard]] http::Handler routes_of(std::shared_ptr<app::Snapshots> agent);

} // namespace stamp::cli
