// SPDX-License-Identifier: Apache-2.0
// A reflector as a task of a loop. The kernel answers; this follows addresses, clocks and
// interfaces.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/datapath.h"
#include "session/hook_watch.h"
#include "session/loop.h"
#include "session/receive_watch.h"
#include "session/refused_watch.h"
#include "session/sync_source.h"
#include "session/unstamped_watch.h"

namespace stamp::session {

struct ReflectorPort {
	std::string iface;
	std::unique_ptr<ReflectorDatapath> datapath;
};

struct ReflectorEvents {
	std::function<void(const ReflectorPort &)> attached;
	std::function<void(const std::string &iface, const stamp_record &)> answered;
	std::function<void(const stats::Warning &)> warning;
	std::function<void()> interim;	 // on SIGQUIT
	std::function<bool()> good;	 // false: nobody reads the output any more
	std::function<bool()> hangup;	 // on SIGHUP, true: go_on(); empty: it ends us
	std::function<void()> done = {}; // what the datapaths had begun
};

class Reflector : public Task {
public:
	// Attaches to every interface; fails when one cannot be had. `addresses`: answer only to
	// these; empty: to every unicast address of the interface. It is done after SIGINT,
	// SIGTERM, or a SIGHUP that nobody wants; an interface that goes away is waited for.
	static Result<std::unique_ptr<Reflector>> create(stamp_format format,
							 const std::vector<net::Address> &addresses,
							 std::vector<ReflectorPort> ports,
							 ReflectorEvents events, Host &host);

	void add_descriptors(std::vector<pollfd> &fds) const override;
	NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return is_done_; }
	void on_signal(int signal) override;
	void on_links(const Result<LinkChanges> &changes) override;
	void on_clock(const time::ClockChange &change) override;

	[[nodiscard]] const std::vector<ReflectorPort> &ports() const { return ports_; }
	// Asked to end more than once: nobody wants to wait for anything.
	[[nodiscard]] bool is_interrupted() const { return asked_to_stop_ > 1; }

private:
	struct Unanswerable { // an interface without an address
		stats::Warning warning;
		MonoTime since;
		bool is_reported = false;
	};
	struct State {				 // of the port with the same index
		int ifindex = 0;		 // 0: the interface is not there
		int master = 0;			 // what it is a port of
		std::string why_not_pinned = {}; // as reported
		std::optional<Unanswerable> unanswerable = {};
		ReceiveWatch receive_times = {};
		UnstampedWatch unstamped = {};
		HookWatch hooks = {};
		DetachedNote detached = {};
		RefusedWatch refused = {};
	};
	Reflector(stamp_format format, const std::vector<net::Address> &addresses,
		  std::vector<ReflectorPort> ports, ReflectorEvents events, Host &host);

	Result<void> attach(std::size_t i);
	Result<void> refresh_addresses(std::size_t i);
	void note_addresses(State &state, const net::Interface &iface,
			    const std::vector<net::LocalAddress> &addresses);
	void report_unanswerable(Duration patience);
	void try_again(std::size_t i);
	void lose(std::size_t i);
	void follow_hooks(MonoTime now);
	void warn(const std::optional<stats::Warning> &warning);
	void apply(const net::LinkChange &change);
	void follow_clock();
	void do_housekeeping(MonoTime now);
	void report_refused(MonoTime now);
	void report_rest(MonoTime now);
	void report_not_pinned(std::size_t i);
	void report_fallbacks(MonoTime now);
	void report_unstamped(MonoTime now);
	bool collect();
	bool go_on();
	NextRun close(MonoTime now);

	stamp_format format_;
	std::vector<net::Address> chosen_; // empty: all
	std::vector<ReflectorPort> ports_;
	std::vector<State> states_;
	ReflectorEvents events_;
	Host &host_;
	SyncSource source_;
	MonoTime next_housekeeping_{};
	bool works_ = false; // a datapath has begun something
	int asked_to_stop_ = 0;
	// Drains that are left before it ends, as soon as it is about to.
	std::optional<std::size_t> last_drains_;
	bool is_done_ = false;
};

} // namespace stamp::session
