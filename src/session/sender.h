// SPDX-License-Identifier: Apache-2.0
// The loop of a sender: paces requests, collects replies, ends by itself when all is decided.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/link_monitor.h"
#include "session/datapath.h"
#include "session/hook_watch.h"
#include "session/measurement.h"
#include "session/outbox.h"
#include "session/outlets.h"
#include "session/receive_watch.h"
#include "session/signals.h"
#include "session/telling.h"
#include "time/pacer.h"
#include "time/step.h"
#include "time/utc_to_mono.h"

namespace stamp::session {

struct SenderSettings {
	std::uint64_t count = 0; // packets per target; 0: until stopped
	Duration interval{};
	std::optional<Duration> duration;
	Duration timeout{};
	bool precise = false;			// is awake well before each send time
	std::size_t length = STAMP_BASE_OCTETS; // UDP payload octets
	stamp_format format = STAMP_FORMAT_NTP;
	int ifindex = 0; // its end is ours
	std::string iface;
	std::uint16_t source_port = STAMP_PORT;
	std::vector<std::uint16_t> ssids; // one per target
	stats::ReflectorMode reflector = stats::ReflectorMode::automatic;
	bool authenticated = false;
	std::vector<TlvSettings> tlvs = {}; // one per target, or none at all
	bool stops_at_zero_ssid = false;    // of those targets that return none
	std::optional<Duration> report = {}; // between two summaries of what was new
	UtcOffsetSettings utc_offset = {};  // of the far sides
};

struct SenderEvents {
	std::function<void(const stats::Packet &)> packet;
	std::function<void(const stats::Warning &)> warning;
	// A few times a second; may be empty.
	std::function<void(const std::vector<stats::Summary> &)> progress;
	std::function<void(const std::vector<stats::Summary> &)> interim; // on SIGQUIT
	std::function<bool()> good; // false: nobody reads the output any more
	// A few times a second: what is new about the path; may be empty. Must not block.
	std::function<std::vector<stats::Warning>()> look_around = {};
	std::function<void()> hangup = {}; // on SIGHUP; empty: it ends us
	// Asked to end, and so many requests may still be answered, for so long.
	std::function<void(std::uint64_t in_flight, Duration longest)> waiting = {};
	std::function<void(const std::vector<stats::Interval> &)> interval = {};
	Outlets outlets = Outlets(); // what these write to
};

enum class Ending : std::uint8_t {
	done,	     // everything asked for was sent and decided, or the user stopped it
	interrupted, // the user did not want to wait for the last replies
};

class Sender {
public:
	// Everything that needs a descriptor is opened here.
	static Result<std::unique_ptr<Sender>> create(const SenderSettings &settings,
						      const WireClock &clock,
						      SenderDatapath &datapath,
						      SenderEvents events);

	// Fails when the interface goes away. Whatever happens, summaries() tells what was measured
	// until then.
	Result<Ending> run();
	std::vector<stats::Summary> summaries();
	// For what is left to do behind run().
	[[nodiscard]] Signals &signals() { return descriptors_.signals; }
	[[nodiscard]] bool is_asked_to_stop() const { return asked_to_stop_; }
	[[nodiscard]] const stats::DelayStats &roundtrip(std::size_t target) const {
		return targets_[target].measurement.roundtrip();
	}

private:
	static constexpr Duration house_interval = std::chrono::milliseconds{250};
	// With `precise` it does not sleep for so long before a send time: a CPU that slept comes
	// back 50 to 150 us late, with cold caches, and a virtual one now and then milliseconds.
	static constexpr Duration awake_time = std::chrono::milliseconds{10};
	// Of that, how long it does nothing but watch the clock.
	static constexpr Duration spin_time = std::chrono::microseconds{250};

	struct Target {
		wire::RequestTemplate request;
		Measurement measurement;
		std::uint32_t queued = 0; // in the outbox
		Telling send_trouble{}, network_trouble{};
		std::optional<NetworkError> network_error{}; // the latest
		net::WayOut way{}; // as it was ...
		MonoTime way_asked = MonoTime::min();

		[[nodiscard]] std::uint64_t taken() const { return measurement.taken() + queued; }
	};
	struct Ready { // what there is to read
		bool signals = false, links = false, steps = false;
	};
	struct Descriptors {
		Signals signals;
		net::LinkMonitor links;
		time::StepWatch steps;
	};

	void add_target(std::size_t i);
	MeasurementEvents measurement_events(std::uint16_t session);
	Sender(const SenderSettings &settings, const WireClock &clock, SenderDatapath &datapath,
	       SenderEvents events, Descriptors descriptors);

	void begin();
	void send_due(MonoTime now);
	void fill_outbox(MonoTime now);
	void sent(std::size_t count, MonoTime before, MonoTime after);
	void refused(const Error &error, MonoTime now);
	[[nodiscard]] Departure departure_of(bool stamped) const;
	std::optional<stamp_not_sent> why_not_sent(std::uint16_t session);
	void tell_not_sent(std::uint16_t session, stamp_not_sent reason, const net::WayOut &way);
	const net::WayOut &way_out(std::uint16_t session, MonoTime now);
	MonoTime at_deadline(MonoTime now);
	void stop_when_due(MonoTime now);
	void collect();
	void keep_house(MonoTime now);
	Result<void> watch_hooks(MonoTime now);
	void report(MonoTime now);
	void tell_waiting(MonoTime now);
	void follow_clock();
	void publish(MonoTime now);
	void tell_fallbacks();
	[[nodiscard]] std::optional<stats::Endpoint> latest_stranger() const;
	void tell_network_errors();
	void tell_translation();
	void tell_rate_limit();
	[[nodiscard]] bool wants_more(const Target &target) const;
	[[nodiscard]] bool all_sent() const;
	[[nodiscard]] bool all_decided() const;
	MonoTime next_event(MonoTime now);
	Result<void> wait(MonoTime until);
	Ready look(Duration timeout);
	Result<void> heed(const Ready &ready);
	Result<void> watch_link();
	void look_at_link();
	void heed_signals();
	void give_up_the_rest();

	SenderSettings settings_;
	WireClock clock_;
	SenderDatapath &datapath_;
	SenderEvents events_;
	Descriptors descriptors_;
	std::vector<Target> targets_;
	Outbox outbox_;
	time::UtcToMono utc_to_mono_;
	MonoTime start_{}, stop_{}, next_house_{}, last_look_{};
	MonoTime next_report_ = MonoTime::max(), reported_{};
	struct Sweep { // over all that had come in when it began
		MonoTime began{};
		std::size_t records = 0;
	};
	std::optional<Sweep> sweep_; // that is not done
	bool more_ = false;	     // to collect, right now
	std::vector<pollfd> fds_;    // of look()
	time::Pacer pacer_;
	std::optional<MonoTime> finished_;
	bool sending_ = true;
	bool asked_to_stop_ = false; // by the first signal
	std::optional<MonoTime> asked_at_; // and nobody was told what is waited for
	bool interrupted_ = false;   // by the second
	ReceiveWatch receive_times_;
	HookWatch hooks_;
	Telling network_trouble_; // of none of the targets
	bool link_up_ = true;	  // and its carrier there
	bool is_translated_ = false;
	bool is_detached_ = false; // our programs are
};

} // namespace stamp::session
