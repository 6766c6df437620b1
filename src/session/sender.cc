// SPDX-License-Identifier: Apache-2.0
#include "session/sender.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <utility>

#include "time/sleep.h"

namespace stamp::session {
namespace {

using std::chrono::milliseconds;

constexpr Duration drain_interval = milliseconds{5}; // when nothing wakes us
constexpr Duration look_interval = milliseconds{1};  // for signals and steps, under full load

// A probe that is held up leaves out what it missed; a load keeps its rate.
Duration patience(Duration interval) {
	const bool is_load = interval < std::chrono::microseconds{STAMP_PROBE_INTERVAL_US};
	return is_load ? std::chrono::microseconds{STAMP_LOAD_PATIENCE_US} : Duration::zero();
}

} // namespace

Result<std::unique_ptr<Sender>> Sender::create(const SenderSettings &settings,
					       const WireClock &clock, SenderDatapath &datapath,
					       SenderEvents events) {
	auto signals = Signals::take_over();
	if (!signals)
		return std::move(signals).error();
	auto links = net::LinkMonitor::open();
	if (!links)
		return std::move(links).error();
	auto steps = time::StepWatch::create();
	if (!steps)
		return std::move(steps).error();
	return std::unique_ptr<Sender>(new Sender(
		settings, clock, datapath, std::move(events),
		{std::move(signals).value(), std::move(links).value(), std::move(steps).value()}));
}

Sender::Sender(const SenderSettings &settings, const WireClock &clock, SenderDatapath &datapath,
	       SenderEvents events, Descriptors descriptors)
	: settings_(settings), clock_(clock), datapath_(datapath), events_(std::move(events)),
	  descriptors_(std::move(descriptors)), utc_to_mono_(time::read_clocks()),
	  pacer_(start_, settings.interval) {
	for (std::size_t i = 0; i < settings_.ssids.size(); i++)
		add_target(i);
	std::size_t changing = STAMP_BASE_OCTETS;
	for (const Target &target : targets_)
		changing = std::max(changing, target.request.changing());
	outbox_ = Outbox(changing);
}

void Sender::add_target(std::size_t i) {
	const std::uint16_t ssid = settings_.ssids[i];
	const bool has_tlvs = !settings_.tlvs.empty();
	MeasurementSettings measured{static_cast<std::uint32_t>(i + 1), ssid, settings_.timeout,
				     window_slots(settings_.interval, settings_.timeout),
				     settings_.reflector};
	measured.interval = settings_.interval;
	measured.loss_patience = std::max(measured.loss_patience, 3 * settings_.interval);
	if (has_tlvs)
		measured.tlvs = settings_.tlvs[i];
	measured.stops_at_zero_ssid = settings_.stops_at_zero_ssid;
	measured.authenticated = settings_.authenticated;
	measured.utc_offset = settings_.utc_offset;
	measured.has_intervals = settings_.report.has_value();
	targets_.push_back(
		{has_tlvs ? wire::RequestTemplate(settings_.tlvs[i].tail, ssid,
						  settings_.authenticated)
			  : wire::RequestTemplate(settings_.length, ssid, settings_.authenticated),
		 Measurement(measured, measurement_events(static_cast<std::uint16_t>(i)))});
}

MeasurementEvents Sender::measurement_events(std::uint16_t session) {
	return {events_.packet, events_.warning,
		[this, session](std::uint32_t seq) -> std::optional<MonoTime> {
			const auto stamped = datapath_.sent_at(session, seq);
			if (!stamped)
				return std::nullopt;
			return std::min(utc_to_mono_.mono(stamped->t1), mono_now());
		},
		[this, session] { return why_not_sent(session); }};
}

bool Sender::wants_more(const Target &target) const {
	return !target.measurement.has_stopped() &&
	       (settings_.count == 0 || target.taken() < settings_.count);
}

bool Sender::all_sent() const {
	return std::none_of(targets_.begin(), targets_.end(),
			    [&](auto &target) { return wants_more(target); });
}

bool Sender::all_decided() const {
	return std::all_of(targets_.begin(), targets_.end(),
			   [](auto &t) { return t.measurement.in_flight() == 0; });
}

// Not before all is ready: the first slot is now.
void Sender::begin() {
	look_at_link();
	publish(mono_now());
	start_ = mono_now();
	stop_ = settings_.duration ? start_ + *settings_.duration : MonoTime::max();
	pacer_ = time::Pacer(start_, settings_.interval, patience(settings_.interval));
	reported_ = start_;
	if (settings_.report)
		next_report_ = start_ + *settings_.report;
}

// A request is given up when all that came in until then was looked at: with a drain that found
// the end, or with as many records as can have waited.
void Sender::collect() {
	if (!sweep_)
		sweep_ = Sweep{mono_now(), 0};
	const auto take = [&](const stamp_record &record, std::span<const std::uint8_t> tail) {
		sweep_->records++;
		if (record.session >= targets_.size())
			return;
		targets_[record.session].measurement.reply(
			record, clock_,
			[&](std::uint32_t seq) { return datapath_.sent_at(record.session, seq); },
			tail);
	};
	more_ = datapath_.drain(take);
	if (more_ && sweep_->records < records_most)
		return;
	for (Target &target : targets_)
		target.measurement.expire(sweep_->began);
	sweep_.reset();
}

void Sender::follow_clock() {
	const auto change = descriptors_.steps.check();
	if (change) {
		for (Target &target : targets_)
			target.measurement.clock_stepped();
		utc_to_mono_ = time::UtcToMono(time::read_clocks());
		events_.warning({"clock_step", "the local clock was stepped or its TAI offset set: "
					       "packets under way are not timed"});
	}
	if (auto clock = read_wire_clock(settings_.format)) {
		clock_ = *clock;
		datapath_.set_clock(clock_);
		clock_.receive_error = datapath_.receive_error();
	}
}

void Sender::tell_fallbacks() {
	if (const auto warning = receive_times_.look(settings_.iface, datapath_, mono_now()))
		events_.warning(*warning);
}

void Sender::keep_house(MonoTime now) {
	follow_clock();
	tell_fallbacks();
	publish(now);
	tell_network_errors();
	tell_translation();
	if (events_.look_around)
		for (const stats::Warning &warning : events_.look_around())
			events_.warning(warning);
	tell_waiting(now);
	if (const auto warning = events_.outlets.look(now))
		events_.warning(*warning);
	if (events_.progress)
		events_.progress(summaries());
	next_house_ = now + house_interval;
}

void Sender::heed_signals() {
	while (const auto signal = descriptors_.signals.next()) {
		if (*signal == SIGQUIT) {
			events_.interim(summaries());
			continue;
		}
		if (*signal == SIGHUP && events_.hangup) {
			events_.hangup();
			continue;
		}
		interrupted_ = std::exchange(asked_to_stop_, true);
		asked_at_ = mono_now();
		sending_ = false;
	}
}

MonoTime Sender::next_event(MonoTime now) {
	if (more_)
		return now;
	MonoTime next = std::min(next_house_, next_report_);
	if (sending_)
		next = std::min(
			{next, stop_,
			 pacer_.deadline() - (settings_.precise ? awake_time : Duration{})});
	if (datapath_.wake_fd() < 0)
		next = std::min(next, now + drain_interval);
	for (Target &target : targets_)
		next = std::min(next, target.measurement.next_expiry());
	return next;
}

// What there is to read, within the timeout.
Sender::Ready Sender::look(Duration timeout) {
	const timespec limit{static_cast<time_t>(timeout.count() / 1'000'000'000),
			     static_cast<long>(timeout.count() % 1'000'000'000)};
	fds_ = {{descriptors_.signals.fd(), POLLIN, 0},
		{descriptors_.links.fd(), POLLIN, 0},
		{descriptors_.steps.fd(), POLLIN, 0},
		{datapath_.wake_fd(), POLLIN, 0}};
	events_.outlets.add_to(fds_);
	const bool any = ppoll(fds_.data(), fds_.size(), &limit, nullptr) > 0;
	last_look_ = mono_now();
	events_.outlets.push();
	return {any && fds_[0].revents != 0, any && fds_[1].revents != 0,
		any && fds_[2].revents != 0};
}

// Where nobody wakes us we look often enough by ourselves, and may sleep to the nanosecond.
Result<void> Sender::wait(MonoTime until) {
	const MonoTime now = mono_now();
	if (datapath_.wake_fd() >= 0)
		return heed(look(std::max(until - now, Duration::zero())));
	if (until > now)
		time::sleep_until(until);
	return {};
}

Result<void> Sender::heed(const Ready &ready) {
	if (ready.signals)
		heed_signals();
	if (ready.steps)
		next_house_ = MonoTime{};
	return ready.links ? watch_link() : Result<void>{};
}

void Sender::stop_when_due(MonoTime now) {
	const bool over = now >= stop_ && pacer_.deadline() >= stop_;
	if (over || all_sent())
		sending_ = false;
}

void Sender::give_up_the_rest() {
	do
		collect();
	while (sweep_ && !interrupted_);
	tell_translation(); // which says that what has no T1 may have left
	for (Target &target : targets_) {
		target.measurement.expire(MonoTime::max());
		target.measurement.conclude();
	}
	tell_fallbacks();
	tell_network_errors();
	tell_rate_limit();
	finished_ = mono_now();
	publish(*finished_);
	if (settings_.report)
		report(*finished_);
}

Result<Ending> Sender::run() {
	Result<void> state;
	begin();
	while (state && !interrupted_ && events_.good()) {
		MonoTime now = mono_now();
		if (sending_)
			now = at_deadline(now);
		stop_when_due(now);
		if (sending_ && now >= pacer_.deadline())
			send_due(now);
		if (state && datapath_.wake_fd() < 0 && now - last_look_ >= look_interval)
			state = heed(look(Duration::zero()));
		if (now >= next_house_)
			keep_house(now);
		if (state)
			state = watch_hooks(now);
		if (now >= next_report_)
			report(now);
		collect();
		stop_when_due(now); // the last reply ends it, or one that stops a target
		if (!sending_ && all_decided())
			break;
		if (state)
			state = wait(next_event(now));
	}
	give_up_the_rest();
	if (!state)
		return std::move(state).error();
	return interrupted_ ? Ending::interrupted : Ending::done;
}

} // namespace stamp::session
