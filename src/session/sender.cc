// SPDX-License-Identifier: Apache-2.0
#include "session/sender.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <utility>

namespace stamp::session {
namespace {

using std::chrono::milliseconds;

constexpr Duration house_interval = milliseconds{250};
constexpr Duration drain_interval = milliseconds{5};	// when nothing wakes us
constexpr Duration look_up_interval = milliseconds{10}; // for signals, under full load

MonoTime after(MonoTime start, const std::optional<Duration> &duration) {
	return duration ? start + *duration : MonoTime::max();
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
	  descriptors_(std::move(descriptors)), start_(mono_now()),
	  stop_(after(start_, settings.duration)), pacer_(start_, settings.interval) {
	const std::uint32_t slots = window_slots(settings.interval, settings.timeout);
	std::uint32_t number = 1;
	for (const std::uint16_t ssid : settings_.ssids)
		targets_.push_back({wire::RequestTemplate(settings_.length, ssid),
				    Measurement({number++, ssid, settings_.timeout, slots},
						{events_.packet, events_.warning})});
}

bool Sender::all_sent() const {
	return settings_.count != 0 && std::all_of(targets_.begin(), targets_.end(), [&](auto &t) {
		       return t.measurement.sent() >= settings_.count;
	       });
}

bool Sender::all_decided() const {
	return std::all_of(targets_.begin(), targets_.end(),
			   [](auto &t) { return t.measurement.in_flight() == 0; });
}

Result<void> Sender::send_slot(MonoTime now) {
	const std::uint64_t missed = pacer_.take(now);
	const std::uint16_t estimate = clock_.error_estimate();
	for (std::size_t i = 0; i < targets_.size(); i++) {
		Target &target = targets_[i];
		target.measurement.slots_missed(missed);
		if (settings_.count != 0 && target.measurement.sent() >= settings_.count)
			continue;
		auto left = datapath_.send(
			static_cast<std::uint16_t>(i),
			target.request.request(target.measurement.next_seq(), estimate));
		if (!left && left.error().code == EMSGSIZE)
			return std::move(left).error();
		if (left.value_or(false)) {
			target.measurement.request_sent(now);
			send_trouble_ = false;
			continue;
		}
		target.measurement.slots_missed(1);
		if (!std::exchange(send_trouble_, true))
			events_.warning({"send_failed",
					 "requests cannot leave just now (" +
						 (left ? "queue full" : left.error().text()) +
						 "): their slots are missed, not lost"});
	}
	return {};
}

void Sender::collect() {
	const MonoTime now = mono_now(); // before the drain: what came in until now is in it
	datapath_.drain([&](const stamp_record &record) {
		if (record.session >= targets_.size())
			return;
		targets_[record.session].measurement.reply(record, clock_, [&](std::uint32_t seq) {
			return datapath_.sent_at(record.session, seq);
		});
	});
	for (Target &target : targets_)
		target.measurement.expire(now);
}

void Sender::follow_clock() {
	const auto change = descriptors_.steps.check();
	if (change) {
		for (Target &target : targets_)
			target.measurement.clock_stepped();
		events_.warning({"clock_step", "the local clock was stepped or its TAI offset set: "
					       "packets under way are not timed"});
	}
	if (auto clock = read_wire_clock(settings_.format)) {
		clock_ = *clock;
		datapath_.set_clock(clock_);
	}
}

void Sender::keep_house(MonoTime now) {
	follow_clock();
	while (const auto trouble = datapath_.next_network_error())
		if (std::exchange(last_trouble_, *trouble) != *trouble)
			events_.warning({"network", *trouble});
	events_.progress(summaries());
	next_house_ = now + house_interval;
}

Result<void> Sender::watch_link() {
	const auto changes = descriptors_.links.drain();
	if (!changes)
		return changes.error();
	for (const auto &change : *changes) {
		const bool gone = change.kind == net::LinkChange::Kind::deleted;
		const bool unsure = change.kind == net::LinkChange::Kind::everything;
		if ((gone && change.index == settings_.ifindex) ||
		    (unsure && !net::find_interface(settings_.ifindex)))
			return Error{ENODEV, "interface " + change.name};
	}
	return {};
}

void Sender::heed_signals() {
	while (const auto signal = descriptors_.signals.next()) {
		if (*signal == SIGQUIT) {
			events_.interim(summaries());
			continue;
		}
		interrupted_ = std::exchange(asked_to_stop_, true);
		sending_ = false;
	}
}

MonoTime Sender::next_event(MonoTime now) {
	MonoTime next = next_house_;
	if (sending_)
		next = std::min({next, pacer_.deadline(), stop_});
	if (datapath_.wake_fd() < 0)
		next = std::min(next, now + drain_interval);
	for (Target &target : targets_)
		next = std::min(next, target.measurement.next_expiry());
	return next;
}

Sender::Ready Sender::wait(MonoTime until) {
	const MonoTime now = mono_now();
	if (until <= now && now - last_wait_ < look_up_interval)
		return {};
	const auto left = std::max(until - now, Duration::zero());
	const timespec timeout{static_cast<time_t>(left.count() / 1'000'000'000),
			       static_cast<long>(left.count() % 1'000'000'000)};
	std::array<pollfd, 4> fds{{{descriptors_.signals.fd(), POLLIN, 0},
				   {descriptors_.links.fd(), POLLIN, 0},
				   {descriptors_.steps.fd(), POLLIN, 0},
				   {datapath_.wake_fd(), POLLIN, 0}}};
	const bool any = ppoll(fds.data(), fds.size(), &timeout, nullptr) > 0;
	last_wait_ = mono_now();
	return {any && fds[0].revents != 0, any && fds[1].revents != 0, any && fds[2].revents != 0};
}

void Sender::give_up_the_rest() {
	for (Target &target : targets_)
		target.measurement.expire(MonoTime::max());
	finished_ = mono_now();
}

Result<Ending> Sender::run() {
	Result<void> state;
	while (state && !interrupted_ && events_.good()) {
		const MonoTime now = mono_now();
		if (sending_ && (all_sent() || now >= stop_))
			sending_ = false;
		if (sending_ && now >= pacer_.deadline())
			state = send_slot(now);
		if (now >= next_house_)
			keep_house(now);
		collect();
		if (!sending_ && all_decided())
			break;
		const Ready ready = wait(next_event(now));
		if (ready.signals)
			heed_signals();
		if (ready.steps)
			next_house_ = MonoTime{};
		if (ready.links && state)
			state = watch_link();
	}
	give_up_the_rest();
	if (!state)
		return std::move(state).error();
	return interrupted_ ? Ending::interrupted : Ending::done;
}

std::vector<stats::Summary> Sender::summaries() {
	const Verdicts verdicts = datapath_.verdicts();
	std::vector<stats::Summary> all;
	for (Target &target : targets_) {
		stats::Summary s = target.measurement.summary(clock_);
		s.duration = finished_.value_or(mono_now()) - start_;
		s.ring_drops = verdicts[STAMP_V_RING_FULL];
		s.unexpected += verdicts[STAMP_V_NO_SESSION] + verdicts[STAMP_V_BAD_CHECKSUM] +
				verdicts[STAMP_V_SHORT];
		all.push_back(s);
	}
	return all;
}

} // namespace stamp::session
