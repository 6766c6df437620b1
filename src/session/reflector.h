// SPDX-License-Identifier: Apache-2.0
// The loop of a reflector. The kernel answers; this follows addresses, clocks and interfaces.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/link_monitor.h"
#include "session/datapath.h"
#include "session/hook_watch.h"
#include "session/outlets.h"
#include "session/receive_watch.h"
#include "session/refused_watch.h"
#include "session/signals.h"
#include "session/sync_source.h"
#include "session/unstamped_watch.h"
#include "time/step.h"

namespace stamp::session {

struct ReflectorPort {
	std::string iface;
	std::unique_ptr<ReflectorDatapath> datapath;
};

struct ReflectorEvents {
	std::function<void(const ReflectorPort &)> attached;
	std::function<void(const std::string &iface, const stamp_record &)> answered;
	std::function<void(const stats::Warning &)> warning;
	std::function<void()> interim; // on SIGQUIT
	std::function<bool()> good;    // false: nobody reads the output any more
	std::function<bool()> hangup;  // on SIGHUP, true: go_on(); empty: it ends us
	std::function<void()> done = {}; // what the datapaths had begun
	Outlets outlets = Outlets();   // what these write to
};

class Reflector {
public:
	// Attaches to every interface; fails when one cannot be had. `addresses`: answer only to
	// these; empty: to every unicast address of the interface.
	static Result<std::unique_ptr<Reflector>> create(stamp_format format,
							 const std::vector<net::Address> &addresses,
							 std::vector<ReflectorPort> ports,
							 ReflectorEvents events);

	// Until SIGINT, SIGTERM, or a SIGHUP that nobody wants. An interface that goes away is
	// waited for.
	Result<void> run();
	[[nodiscard]] const std::vector<ReflectorPort> &ports() const { return ports_; }
	// For what is left to do behind run().
	[[nodiscard]] Signals &signals() { return descriptors_.signals; }

private:
	struct Unanswerable { // an interface without an address
		stats::Warning warning;
		MonoTime since;
		bool is_told = false;
	};
	struct State {		 // of the port with the same index
		int ifindex = 0; // 0: the interface is not there
		std::uint64_t limited_told = 0;
		int master = 0;		 // what it is a port of
		std::optional<Unanswerable> unanswerable = {};
		ReceiveWatch receive_times = {};
		UnstampedWatch unstamped = {};
		HookWatch hooks = {};
		DetachedNote detached = {};
		RefusedWatch refused = {};
	};
	struct Descriptors {
		Signals signals;
		net::LinkMonitor links;
		time::StepWatch steps;
	};

	Reflector(stamp_format format, const std::vector<net::Address> &addresses,
		  std::vector<ReflectorPort> ports, ReflectorEvents events,
		  Descriptors descriptors);

	Result<void> attach(std::size_t i);
	[[nodiscard]] Result<std::vector<net::LocalAddress>>
	addresses_of(const net::Interface &iface) const;
	Result<void> refresh_addresses(std::size_t i);
	static void note_addresses(State &state, const net::Interface &iface,
				   const std::vector<net::LocalAddress> &addresses);
	void tell_unanswerable(Duration patience);
	void try_again(std::size_t i);
	void lose(std::size_t i);
	void follow_hooks();
	void tell(const std::optional<stats::Warning> &warning);
	void follow_links();
	void apply(const net::LinkChange &change);
	void follow_clock();
	void tell_limits();
	void tell_refused();
	void tell_fallbacks();
	void tell_unstamped();
	bool collect();
	bool go_on();
	[[nodiscard]] bool heed_signals();
	void wait(int limit_ms);

	stamp_format format_;
	std::vector<net::LocalAddress> fixed_;
	std::vector<ReflectorPort> ports_;
	std::vector<State> states_;
	ReflectorEvents events_;
	Descriptors descriptors_;
	SyncSource source_;
	MonoTime next_telling_{};
	bool works_ = false; // a datapath has begun something
};

} // namespace stamp::session
