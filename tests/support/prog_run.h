// SPDX-License-Identifier: Apache-2.0
// The loaded programs on packets of a test's making (BPF_PROG_TEST_RUN). The kernel lends them its
// loopback device: MAC 0, ifindex 1, and no checksum offload.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "bpf/object/handle.h"
#include "stamp/abi.h"
#include "support/packet.h"

namespace stamp::test {

enum class Program { refl_in, refl_out, send_out, send_in, refl_xdp, send_xdp };

constexpr bool is_xdp(Program program) {
	return program == Program::refl_xdp || program == Program::send_xdp;
}

// Actions at tc (linux/pkt_cls.h, TCX_NEXT); those at XDP are enum xdp_action.
constexpr int next_program = -1;
constexpr int dropped = 2;
constexpr int redirected = 7;

constexpr std::uint32_t test_ifindex = 1; // of the device that the kernel lends

// What became of one packet.
struct Run {
	int action = 0;
	stamp_verdict verdict = STAMP_V_GO_ON; // the one that was counted
	std::uint64_t counted = 0;    // verdicts counted by this run: 1 at tc, 0 or 1 at XDP
	bool found_unstamped = false; // in addition: an earlier reply never came to egress
	Octets out;
	std::uint32_t mark = 0;
};

// How a datapath is loaded. The default: the clock stands at `now_ns`, port 862, Ethernet, no rate
// limit, any destination address.
struct Setup {
	Setup();

	stamp_cfg cfg = {};
	stamp_live live = {};
	std::uint32_t sent_entries = 64;
	std::uint32_t ring_octets = 4096;
};

struct Cost {
	std::uint32_t verified;	  // instructions the verifier walked
	std::uint32_t translated; // instructions of the program
};

// What came out of the ring.
struct Taken {
	std::vector<stamp_record> records;
	Octets tail; // what followed the last one
};

class Datapath {
public:
	static Result<Datapath> load(const Setup &setup = {});

	// The error of the kernel (EINVAL for a frame it cannot make a packet of) is an Error.
	// All of a process run on one CPU, as a packet between the hooks of an interface does.
	// `came_in`: the interface by which the packet came; 0: it was made here.
	Result<Run> try_run(Program program, const Octets &frame, std::uint32_t mark = 0,
			    std::uint32_t came_in = test_ifindex);
	// The same where it cannot fail: throws std::runtime_error.
	Run run(Program program, const Octets &frame, std::uint32_t mark = 0,
		std::uint32_t came_in = test_ifindex);
	// Ingress at tc and, of what it answered, egress; nullopt when it did not answer.
	std::optional<Run> reflect(const Octets &frame);

	// UTC since 1970, from now on.
	void set_time(std::int64_t utc_ns);
	stamp_live &live();
	// How the network card's clock stands to UTC; what it read is cfg.test_hardware_ns.
	stamp_phc &phc();

	void add_local(const std::string &address, stamp_local_kind kind = STAMP_LOCAL_UNICAST,
		       unsigned host_bits = 0);
	void add_allowed(const std::string &address, unsigned bits);
	void add_ssid(std::uint16_t ssid);
	void add_peer(const std::string &address, std::uint16_t port, std::uint16_t session);
	// `ssid`: in host order, or STAMP_ANY_SSID. The keys before it are forgotten.
	void set_keys(std::uint32_t ssid, const std::vector<Octets> &keys);
	// As if it had answered before.
	void set_replies_sent(std::uint64_t count);
	// As if ingress had made this reply, a UDP payload, on whatever CPU: see stamp_turned.
	void expect(const Octets &reply, std::uint32_t how = 0);
	// Removes what was added, the sources remembered and the records unread.
	void clear();

	[[nodiscard]] std::optional<stamp_source> source(const std::string &address) const;
	[[nodiscard]] std::vector<stamp_session> sessions() const;
	[[nodiscard]] int sessions_map() const;
	[[nodiscard]] int turned_map() const;
	[[nodiscard]] int session_counts_map() const;
	[[nodiscard]] int places_map() const;
	[[nodiscard]] stamp_sent sent(std::uint32_t entry) const;
	// Who sent to the sender's port without having been asked.
	[[nodiscard]] stamp_stranger latest_stranger() const;
	[[nodiscard]] std::vector<stamp_record> records();
	// What followed the last record.
	[[nodiscard]] const Octets &last_tail() const { return taken_->tail; }
	// Requests with such TLVs so far.
	[[nodiscard]] std::uint64_t noted(stamp_tlv_note note) const;
	// Receive times that the card was asked for and that ended so.
	[[nodiscard]] std::uint64_t hardware_times(stamp_hw_time outcome) const;
	[[nodiscard]] Cost cost(Program program) const;
	[[nodiscard]] int fd(Program program) const;

private:
	explicit Datapath(bpf::Skeleton skeleton, std::int64_t clock_ns)
		: skeleton_(std::move(skeleton)), clock_ns_(clock_ns) {}

	[[nodiscard]] std::vector<std::uint64_t> counters() const;
	void each_source(const std::function<void(stamp_source &)> &tell) const;
	void forget_sources();

	bpf::Skeleton skeleton_;
	bpf::RingBuffer ring_;
	std::unique_ptr<Taken> taken_;
	std::int64_t clock_ns_;
};

// The datapath of `Setup{}`, loaded once for the process and cleared; what most rows run on.
Datapath &plain();

[[nodiscard]] stamp_addr address_key(const std::string &text);

} // namespace stamp::test
