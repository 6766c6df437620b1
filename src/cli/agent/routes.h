// SPDX-License-Identifier: Apache-2.0
// What an agent answers over HTTP (docs/agent.md).
#pragma once

#include <memory>

#include "app/agent/probes.h"
#include "app/agent/snapshots.h"
#include "http/message.h"

namespace stamp::cli {

struct Served {
	std::shared_ptr<app::Snapshots> agent;
	std::shared_ptr<app::Probes> probes;
};

[[nodiscard]] http::Handler routes_of(Served served);

} // namespace stamp::cli
