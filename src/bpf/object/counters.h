// SPDX-License-Identifier: Apache-2.0
// The counters of the programs: sums over the CPUs of a per-CPU array.
#pragma once

#include <cstdint>

#include "bpf/object/map_names.h"
#include "session/datapath.h"

namespace stamp::bpf {

// `Counters`: session::Verdicts and the like. What cannot be read is 0.
template <typename Counters> [[nodiscard]] Counters sum_counters(int map) {
	const PerCpuMap<std::uint32_t, Counter> counters(map);
	Counters total{};
	for (std::uint32_t i = 0; i < total.size(); i++) {
		const auto values = counters.read(i);
		if (!values)
			return total;
		for (const Counter value : *values)
			total[i] += value;
	}
	return total;
}

// Whether a map holds such counters: another number of them is another list of them.
template <typename Counters> [[nodiscard]] bool holds_counters(const bpf_map_info &map) {
	return map.type == BPF_MAP_TYPE_PERCPU_ARRAY && map.max_entries == Counters{}.size() &&
	       map.value_size == sizeof(Counter);
}

} // namespace stamp::bpf
