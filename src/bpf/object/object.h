// SPDX-License-Identifier: Apache-2.0
// The BPF object of one role, loaded for one interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/object/handle.h"
#include "bpf/object/map_names.h"
#include "session/datapath.h"
#include "stamp/abi.h"

namespace stamp::bpf {

enum class Role { reflector, sender };

// A map that is there already and is to be used in the place of a new one.
struct ReusedMap {
	std::string name;
	Fd map;
};

// The program at XDP.
struct XdpProgram {
	bool wanted = false;
	int bound_to = 0; // an interface: it may ask the network card there, and goes nowhere else
};

// A program that is loaded.
struct Program {
	Fd fd; // none: it was not asked for
	std::string name;
};

struct LoadedMap {
	std::string name;
	Fd fd;	      // none: it was closed
	bool is_used; // by something of this role and configuration
};

// The kernel's number of a loaded program, the same in every namespace and not used again; 0: none.
[[nodiscard]] std::uint32_t program_id(const Fd &program);

// Holds descriptors and the memory that is shared with the programs, and nothing of libbpf's: what
// that keeps of an object is some twenty descriptors.
class Object {
public:
	// Loads the programs of `role` alone, the one at XDP only when asked for. `sent_slots`:
	// entries of the map of send times.
	// Errors are libbpf's: EPERM, EINVAL (the verifier or an old kernel), ENOMEM, ...
	// EOPNOTSUPP: nothing can be bound to a device here.
	static Result<Object> load(Role role, const stamp_cfg &cfg, std::uint32_t sent_slots,
				   XdpProgram at_xdp = {},
				   const std::vector<ReusedMap> &reused = {});

	[[nodiscard]] const Program &ingress() const { return ingress_; }
	[[nodiscard]] const Program &egress() const { return egress_; }
	[[nodiscard]] const Program &xdp() const { return xdp_; }
	[[nodiscard]] stamp_program_ids program_ids() const;
	[[nodiscard]] const stamp_cfg &cfg() const { return cfg_; }
	[[nodiscard]] bool is_bound() const { return is_bound_; }
	[[nodiscard]] stamp_live &live() const { return *live_; }
	[[nodiscard]] stamp_phc &phc() const { return *phc_; }
	[[nodiscard]] const std::vector<LoadedMap> &maps() const { return maps_; }
	// Its descriptor; -1: there is no such map, or it was closed.
	[[nodiscard]] int map(std::string_view name) const;
	template <typename Key, typename Value>
	[[nodiscard]] Map<Key, Value> map(const MapName<Key, Value> &name) const {
		return Map<Key, Value>(map(name.name));
	}
	template <typename Key, typename Value>
	[[nodiscard]] PerCpuMap<Key, Value> map(const PerCpuMapName<Key, Value> &name) const {
		return PerCpuMap<Key, Value>(map(name.name));
	}
	// True if anything with this role and configuration uses the map.
	[[nodiscard]] bool uses(std::string_view name) const;
	// The programs keep using the others, which cannot be reached here any more.
	void close_maps_but(const std::vector<std::string_view> &kept);
	// Sums over the CPUs.
	[[nodiscard]] session::Verdicts verdicts() const;
	[[nodiscard]] session::TlvNotes tlv_notes() const; // of a reflector
	[[nodiscard]] session::HardwareTimes hardware_times() const;

private:
	Object() = default;
	static Result<Object> take_over(Role role, bool is_bound, const stamp_cfg &cfg,
					const stamp_bpf &loaded);

	bool is_bound_ = false;
	stamp_cfg cfg_{}; // that it was loaded with
	Program ingress_, egress_, xdp_;
	std::vector<LoadedMap> maps_;
	// The section .data of the programs, what changes while they run, and what lies in it.
	std::optional<MappedArray<std::byte>> shared_;
	stamp_live *live_ = nullptr;
	stamp_phc *phc_ = nullptr;
};

// Sends the messages of libbpf to the log, one level below their own. Once per process.
void route_libbpf_messages();

} // namespace stamp::bpf
