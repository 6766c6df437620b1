// SPDX-License-Identifier: Apache-2.0
// The seam between the session engine and whatever stamps the packets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/iface.h"
#include "net/local_table.h"
#include "net/way_out.h"
#include "session/keys.h"
#include "session/sent.h"
#include "session/tally_board.h"
#include "session/wire_clock.h"
#include "stamp/abi.h"
#include "stamp/limits.h"
#include "stats/counters.h"
#include "time/clock.h"

namespace stamp::session {

using stats::HardwareTimes, stats::TlvNotes, stats::Verdicts;
// `tail`: as much of what is behind the base packet as the record has with it.
using RecordHandler =
	std::function<void(const stamp_record &record, std::span<const std::uint8_t> tail)>;
// Records that drain() hands over in one go, so that a flood of them keeps nobody from a signal,
// and those that wait for it at most.
constexpr std::size_t drain_most = 1024;
constexpr std::size_t records_most = STAMP_RING_OCTETS / sizeof(stamp_record);

// A request on its way out, in two pieces: what is its own, at least the base packet, and what
// follows that.
struct Request {
	std::uint16_t session = 0;
	std::span<const std::byte> base, tail;
};

// How a datapath comes by the times of reception, T2 or T4.
class ReceiveTimes {
public:
	virtual ~ReceiveTimes() = default;
	// Of the network card: else, and for single packets, of the kernel.
	[[nodiscard]] virtual bool of_hardware() const { return false; }
	// What became of those that the card was asked for.
	[[nodiscard]] virtual HardwareTimes hardware_times() const { return {}; }
	// What the card's clock adds to the error of the system's.
	[[nodiscard]] virtual Duration receive_error() const { return {}; }
};

// What a datapath needs in the kernel, and others may take away.
class Attached {
public:
	virtual ~Attached() = default;
	// What of it the kernel has not attached any more: "egress program"; empty: nothing.
	[[nodiscard]] virtual Result<std::string> detached() const { return std::string(); }
	// By what it sees packets: "tcx".
	[[nodiscard]] virtual std::string hook() const = 0;
};

// What others on this host may read of a datapath: `stamp stats`.
class Readable {
public:
	virtual ~Readable() = default;
	// Why they cannot; empty: they can.
	[[nodiscard]] virtual std::string why_not_pinned() const { return {}; }
};

struct NetworkError {
	std::optional<std::uint16_t> session; // as in a Request; absent: of no target of ours
	int code = 0;			      // errno that the kernel makes of it
	std::string text;		      // "port unreachable (says 203.0.113.7)"
};

// Sends the requests of all sessions of one sender and takes their replies.
class SenderDatapath : public ReceiveTimes, public Attached, public Readable {
public:
	// Targets come and go while it runs. A session is a number below most_targets() that no
	// other target has; what was stamped for the one before it is forgotten. `name`: as the
	// user wrote it.
	virtual Result<void> add_target(std::uint16_t session, const net::Endpoint &to,
					const std::string &name) = 0;
	virtual Result<void> remove_target(std::uint16_t session) = 0;
	[[nodiscard]] virtual std::size_t most_targets() const = 0;
	// At least one and at most STAMP_MAX_BATCH requests, in their order. Returns how many the
	// kernel took: one at least, which may be fewer than all. Errors are those of the first.
	virtual Result<std::size_t> send(std::span<const Request> requests) = 0;
	// Hands over what came in since the last call, drain_most at most. True: there is more.
	virtual bool drain(const RecordHandler &handler) = 0;
	// What was stamped into a request, while its slot is not used again; absent when it never
	// was stamped.
	virtual std::optional<Sent> sent_at(std::uint16_t session, std::uint32_t seq) const = 0;
	// What is in the way of its requests on this host, as the kernel reports it now.
	[[nodiscard]] virtual net::WayOut way_out(std::uint16_t session) const = 0;
	// Readable when there is something to drain; -1: nothing wakes, drain now and then.
	[[nodiscard]] virtual int wake_fd() const = 0;
	virtual void set_clock(const WireClock &clock) = 0;
	[[nodiscard]] virtual Verdicts verdicts() const = 0;
	// From where the latest packet to our port came that none of the targets sent.
	[[nodiscard]] virtual std::optional<net::Endpoint> latest_stranger() const { return {}; }
	// Where others on this host read what is measured, one element for each session; null:
	// nowhere.
	virtual TallyBoard *tallies() { return nullptr; }
	// What the network says of our requests.
	virtual std::optional<NetworkError> next_network_error() = 0;
};

// A source some of whose requests were not answered, for it asked too fast.
struct LimitedSource {
	net::Address address;
	std::uint32_t limited = 0;  // those requests, since the source is known
	std::uint32_t rate_pps = 0; // what it may ask
};

// Answers the requests that come in on one interface.
class ReflectorDatapath : public ReceiveTimes, public Attached, public Readable {
public:
	// The addresses are known before the first packet is answered.
	virtual Result<void> attach(const net::Interface &iface,
				    const std::vector<net::LocalAddress> &addresses) = 0;
	virtual void detach() = 0;
	// The addresses that are answered, and the broadcasts that are not; the interface for its
	// MAC address. An error when not all of them are, for there are too many.
	virtual Result<void> set_addresses(const net::Interface &iface,
					   const std::vector<net::LocalAddress> &addresses) = 0;
	// Begins to take these instead of those it has; go_on() does the rest, piece by piece.
	// Loses no packet that both the old and the new ones sign for.
	virtual Result<void> set_keys(std::shared_ptr<const KeyRing> keys) = 0;
	// Some milliseconds of what was begun. True: there is more.
	virtual Result<bool> go_on() { return false; }
	virtual void set_clock(const WireClock &clock) = 0;
	[[nodiscard]] virtual Verdicts verdicts() const = 0;
	[[nodiscard]] virtual std::vector<LimitedSource> limited_sources() const { return {}; }
	[[nodiscard]] virtual TlvNotes tlv_notes() const = 0; // requests that had such TLVs
	// Hands over one record per answer since the last call, if they were asked for; drain_most
	// at most. True: there are more.
	virtual bool drain(const RecordHandler &handler) = 0;
	[[nodiscard]] virtual int wake_fd() const = 0; // -1: no records were asked for
};

} // namespace stamp::session
