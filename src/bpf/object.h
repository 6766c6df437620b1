// SPDX-License-Identifier: Apache-2.0
// The BPF object of one role, loaded for one interface.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/handle.h"
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

class Object {
public:
	// Loads the programs of `role` alone, the one at XDP only when asked for. `sent_slots`:
	// entries of the map of send times.
	// Errors are libbpf's: EPERM, EINVAL (the verifier or an old kernel), ENOMEM, ...
	// EOPNOTSUPP: nothing can be bound to a device here.
	static Result<Object> load(Role role, const stamp_cfg &cfg, std::uint32_t sent_slots,
				   XdpProgram at_xdp = {},
				   const std::vector<ReusedMap> &reused = {});

	[[nodiscard]] const bpf_program *ingress() const;
	[[nodiscard]] const bpf_program *egress() const;
	[[nodiscard]] const bpf_program *xdp() const;
	[[nodiscard]] stamp_program_ids program_ids() const;
	[[nodiscard]] bool is_bound() const { return is_bound_; }
	[[nodiscard]] stamp_live &live() const { return skeleton_->data->live; }
	[[nodiscard]] stamp_phc &phc() const { return skeleton_->data->phc; }
	[[nodiscard]] const stamp_bpf &skeleton() const { return *skeleton_; }
	// Does anything with this role and configuration come to use the map?
	[[nodiscard]] bool uses(const bpf_map *map) const;
	// Sums over the CPUs.
	[[nodiscard]] session::Verdicts verdicts() const;
	[[nodiscard]] session::TlvNotes tlv_notes() const; // of a reflector
	[[nodiscard]] session::HardwareTimes hardware_times() const;

private:
	Object(Role role, bool is_bound, Skeleton skeleton, std::vector<bpf_map *> idle)
		: role_(role), is_bound_(is_bound), skeleton_(std::move(skeleton)),
		  idle_(std::move(idle)) {}

	Role role_;
	bool is_bound_;
	Skeleton skeleton_;
	std::vector<bpf_map *> idle_; // created, but see uses()
};

// Sends what libbpf has to say to the log, one level below its own. Once per process.
void route_libbpf_messages();

} // namespace stamp::bpf
