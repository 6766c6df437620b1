// SPDX-License-Identifier: Apache-2.0
// What a reflector reports of requests that it drops: how many were over the rate, their sources,
// each once with the rate it asks at, and requests of the other mode.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/address.h"
#include "session/datapath.h"
#include "stats/report.h"

namespace stamp::session {

class RefusedWatch {
public:
	// Often, since rates are of the time between two looks. What is reported lasts until none
	// came for a minute, and is reported again only then.
	std::vector<stats::Warning> look(const std::string &iface, ReflectorDatapath &datapath,
					 MonoTime now);
	// At the end: the requests over the rate that look() has not counted yet. All of these
	// warnings together name each such request once.
	std::optional<stats::Warning> rest(const std::string &iface, const Verdicts &verdicts);

private:
	// Something that is reported once while it lasts.
	struct Episode {
		std::uint64_t count = 0;
		MonoTime latest{};
	};

	void look_at_sources(const std::string &iface, ReflectorDatapath &datapath, MonoTime now,
			     std::vector<stats::Warning> &warnings);

	std::map<net::Address, Episode> sources_;
	Episode limited_, unsigned_, signed_;
	std::uint64_t limited_reported_ = 0;
	MonoTime looked_{}, next_count_{};
};

} // namespace stamp::session
