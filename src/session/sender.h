// SPDX-License-Identifier: Apache-2.0
// A sender as a task of a loop: paces requests, collects replies, is done when all is decided.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/datapath.h"
#include "session/due_queue.h"
#include "session/hook_watch.h"
#include "session/loop.h"
#include "session/measurement.h"
#include "session/outbox.h"
#include "session/path_change.h"
#include "session/plan.h"
#include "session/receive_watch.h"
#include "session/repeat_limit.h"
#include "session/spec.h"
#include "time/pacer.h"
#include "time/utc_to_mono.h"

namespace stamp::session {

struct SenderEvents {
	std::function<void(const stats::Packet &)> packet;
	std::function<void(const stats::Warning &)> warning;
	// A few times a second; may be empty.
	std::function<void(const std::vector<stats::Summary> &)> progress;
	std::function<void(const std::vector<stats::Summary> &)> interim; // on SIGQUIT
	std::function<bool()> good; // false: nobody reads the output any more
	// Lines of output that were left out; may be empty.
	std::function<std::uint64_t()> output_dropped = {};
	std::function<void()> hangup = {}; // on SIGHUP; empty: it ends us
	// Asked to end, and so many requests may still be answered, for so long.
	std::function<void(std::uint64_t in_flight, Duration longest)> waiting = {};
	std::function<void(const std::vector<stats::Interval> &)> interval = {};
	// A target that was to be removed is: all of its requests are decided.
	std::function<void(const stats::Summary &)> removed = {};
};

enum class Ending : std::uint8_t {
	done,	     // everything asked for was sent and decided, or the user stopped it
	interrupted, // the user did not want to wait for the last replies
};

class Sender : public Task {
public:
	Sender(const SenderSpec &spec, const SenderPlan &plan, const WireClock &clock,
	       SenderDatapath &datapath, SenderEvents events, Host &host);
	Sender(const Sender &) = delete;
	Sender &operator=(const Sender &) = delete;

	void add_descriptors(std::vector<pollfd> &fds) const override;
	void on_time(MonoTime now) override;
	NextRun run(MonoTime now) override;
	[[nodiscard]] bool is_done() const override { return phase_ == Phase::ended; }
	void on_signal(int signal) override;
	void on_links(const Result<LinkChanges> &changes) override;
	void on_clock(const time::ClockChange &change) override;
	// Somebody who watches the way of a target found it changed.
	void path_changed(const PathChange &change);

	// While it runs, and not out of one of its events. One more target, sent to from the next
	// send time on; returns its session, as in a Request. `name`: as the user wrote it.
	Result<std::uint16_t> add_target(const TargetPlan &target, const std::string &name);
	// No more requests to this one; it is removed when those under way are decided.
	void remove_target(std::uint16_t session);

	// When it is done. An error when the interface went away. Whatever happened, summaries()
	// has what was measured until then.
	[[nodiscard]] Result<Ending> ending() const;
	std::vector<stats::Summary> summaries();
	// Of one session, which has not been removed.
	stats::Summary summary(std::uint16_t session) {
		return summary_of(session, datapath_.verdicts());
	}
	[[nodiscard]] stamp_tally tally(std::uint16_t session) {
		return targets_[session]->measurement.tally(clock_, host_.now());
	}
	[[nodiscard]] bool is_asked_to_stop() const { return asked_to_stop_; }
	[[nodiscard]] const stats::DelayStats &roundtrip(std::size_t target) const {
		return targets_[target]->measurement.roundtrip();
	}

private:
	static constexpr Duration housekeeping_interval = std::chrono::milliseconds{250};

	enum class Phase : std::uint8_t {
		ready, // the first request leaves when it runs
		running,
		closing, // what came in until then is still collected
		ended,
	};
	struct Target {
		wire::RequestTemplate request;
		Measurement measurement;
		time::Pacer pacer;
		MonoTime expires = MonoTime::max(); // its time in expiries_; max(): it is not there
		std::uint32_t queued = 0;	    // in the outbox
		RepeatLimit send_trouble{}, network_trouble{};
		std::optional<NetworkError> network_error{}; // the latest
		std::uint64_t route_changes = 0, name_changes = 0;
		net::WayOut way{}; // as it was ...
		MonoTime way_asked = MonoTime::min();

		MonoTime began{};
		bool leaves = false; // it is to be removed

		[[nodiscard]] std::uint64_t taken() const { return measurement.taken() + queued; }
	};

	std::unique_ptr<Target> make_target(std::uint16_t session, const TargetPlan &plan);
	MeasurementEvents measurement_events(std::uint16_t session);
	[[nodiscard]] MonoTime first_send_time(std::string_view name, MonoTime now);
	void schedule(std::uint16_t session, MonoTime first);
	[[nodiscard]] Target *target_of(std::uint16_t session) const;
	MonoTime next_send_time();
	MonoTime next_expiry();
	void watch_expiry(std::uint16_t session);
	void expire(MonoTime before);
	void remove_decided();
	void remove(std::uint16_t session);
	void conclude(Target &target);
	void publish(std::uint16_t session, MonoTime now);
	[[nodiscard]] bool is_wanted() const;
	stats::Summary summary_of(std::uint16_t session, const Verdicts &verdicts);
	void begin();
	void send_due(MonoTime now);
	void fill_outbox(MonoTime now);
	void take_send_time(std::uint16_t session, MonoTime now);
	void sent(std::size_t count, MonoTime before, MonoTime after);
	void refused(const Error &error, MonoTime now);
	[[nodiscard]] Departure departure_of(bool stamped) const;
	std::optional<stamp_not_sent> why_not_sent(std::uint16_t session);
	void report_not_sent(std::uint16_t session, stamp_not_sent reason, const net::WayOut &way);
	const net::WayOut &way_out(std::uint16_t session, MonoTime now);
	void stop_when_due(MonoTime now);
	void collect();
	void go_on(MonoTime now);
	void do_housekeeping(MonoTime now);
	void watch_hooks(MonoTime now);
	void fail(Error error);
	void report(MonoTime now);
	void report_some();
	void report_last(MonoTime now);
	void report_waiting(MonoTime now);
	void follow_clock();
	void publish_some(MonoTime now);
	void publish_all(MonoTime now);
	void report_fallbacks();
	[[nodiscard]] std::optional<stats::Endpoint> latest_stranger() const;
	void report_network_errors();
	void report_translation();
	void report_rate_limit();
	void report_not_pinned();
	[[nodiscard]] std::uint64_t output_dropped() const {
		return events_.output_dropped ? events_.output_dropped() : 0;
	}
	[[nodiscard]] bool wants_more(const Target &target) const;
	NextRun next_run(MonoTime now);
	void look_at_link();
	void close();
	void conclude();

	SenderSpec spec_;
	SenderPlan plan_;
	WireClock clock_;
	SenderDatapath &datapath_;
	SenderEvents events_;
	Host &host_;
	std::vector<std::unique_ptr<Target>> targets_; // by session; null: the session is free ...
	std::vector<std::uint16_t> free_;	       // ... and here, a heap: the lowest first
	std::vector<std::uint16_t> leaving_;	       // to be removed
	// An entry may be of a target that has gone, or wants no more: nobody looks for it before
	// it is the first.
	DueQueue sends_, expiries_;
	std::size_t next_published_ = 0, next_reported_ = 0; // of the targets
	MonoTime ways_changed_ = MonoTime::min(); // what was asked of a way before is not so
	Outbox outbox_;
	time::UtcToMono utc_to_mono_;
	Phase phase_ = Phase::ready;
	std::optional<Error> failure_; // that ended it
	MonoTime start_{}, stop_{}, next_housekeeping_{};
	MonoTime next_report_ = MonoTime::max(), reported_{}, reporting_{};
	struct Sweep { // over all that had come in when it began
		MonoTime began{};
		std::size_t records = 0;
	};
	std::optional<Sweep> sweep_; // that is not done
	bool more_ = false;	     // to collect, right now
	MonoTime paced_since_{};     // a send time of all, unless they are spread
	std::optional<MonoTime> finished_;
	bool sending_ = true;
	bool asked_to_stop_ = false;	   // by the first signal
	std::optional<MonoTime> asked_at_; // and what is waited for was not reported
	bool interrupted_ = false;	   // by the second
	ReceiveWatch receive_times_;
	HookWatch hooks_;
	RepeatLimit network_trouble_; // of none of the targets
	bool link_up_ = true;	      // and its carrier there
	bool is_translated_ = false;
	bool is_detached_ = false; // our programs are
};

} // namespace stamp::session
