// SPDX-License-Identifier: Apache-2.0
#include "session/sender.h"

#include <algorithm>
#include <csignal>
#include <utility>

namespace stamp::session {
namespace {

using std::chrono::milliseconds;

constexpr Duration drain_interval = milliseconds{5}; // when nothing wakes us

} // namespace

Sender::Sender(const SenderSpec &spec, const SenderPlan &plan, const WireClock &clock,
	       SenderDatapath &datapath, SenderEvents events, Host &host)
	: spec_(spec), plan_(plan), clock_(clock), datapath_(datapath), events_(std::move(events)),
	  host_(host), utc_to_mono_(host.clocks()), start_(host.now()) {
	for (std::size_t i = 0; i < plan_.targets.size(); i++)
		targets_.push_back(make_target(static_cast<std::uint16_t>(i), plan_.targets[i]));
}

// Not before all is ready: the first slot is now.
void Sender::begin() {
	look_at_link();
	report_not_pinned();
	publish_all(host_.now());
	start_ = paced_since_ = host_.now();
	for (std::size_t i = 0; i < targets_.size(); i++) {
		targets_[i]->began = start_;
		const bool has_name = i < spec_.targets.size();
		schedule(static_cast<std::uint16_t>(i),
			 first_send_time(has_name ? spec_.targets[i].host
						  : plan_.targets[i].to.text(),
					 start_));
	}
	stop_ = spec_.duration ? start_ + *spec_.duration : MonoTime::max();
	reported_ = start_;
	if (spec_.report)
		next_report_ = start_ + *spec_.report;
	phase_ = Phase::running;
}

// A request is given up when all that came in until then was looked at: with a drain that found
// the end, or with as many records as can have waited.
void Sender::collect() {
	if (!sweep_)
		sweep_ = Sweep{host_.now(), 0};
	const auto take = [&](const stamp_record &record, std::span<const std::uint8_t> tail) {
		sweep_->records++;
		Target *const target = target_of(record.session);
		if (!target)
			return;
		target->measurement.reply(
			record, clock_,
			[&](std::uint32_t seq) { return datapath_.sent_at(record.session, seq); },
			tail);
	};
	more_ = datapath_.drain(take);
	if (more_ && sweep_->records < records_most)
		return;
	expire(sweep_->began);
	sweep_.reset();
}

void Sender::on_clock(const time::ClockChange &) {
	for (const auto &target : targets_)
		if (target)
			target->measurement.clock_stepped();
	utc_to_mono_ = time::UtcToMono(host_.clocks());
	next_housekeeping_ = MonoTime{};
	if (phase_ == Phase::running)
		events_.warning({stats::Kind::sender_clock_step});
}

void Sender::follow_clock() {
	if (auto clock = host_.wire_clock(spec_.format)) {
		clock_ = *clock;
		datapath_.set_clock(clock_);
		clock_.receive_error = datapath_.receive_error();
	}
}

void Sender::report_fallbacks() {
	if (const auto warning = receive_times_.look(plan_.iface.name, datapath_, host_.now()))
		events_.warning(*warning);
}

void Sender::do_housekeeping(MonoTime now) {
	follow_clock();
	report_fallbacks();
	publish_some(now);
	report_network_errors();
	report_translation();
	report_waiting(now);
	if (events_.progress)
		events_.progress(summaries());
	next_housekeeping_ = now + housekeeping_interval;
}

void Sender::on_signal(int signal) {
	if (is_done())
		return;
	if (signal == SIGQUIT)
		return events_.interim(summaries());
	if (signal == SIGHUP && events_.hangup)
		return events_.hangup();
	interrupted_ = std::exchange(asked_to_stop_, true);
	asked_at_ = host_.now();
	sending_ = false;
}

void Sender::add_descriptors(std::vector<pollfd> &fds) const {
	if (!is_done())
		fds.push_back({datapath_.wake_fd(), POLLIN, 0});
}

NextRun Sender::next_run(MonoTime now) {
	if (more_ || next_reported_ != 0)
		return {MonoTime::min()};
	NextRun next{std::min({next_housekeeping_, next_report_, hooks_.next_look()})};
	next.by_clock = datapath_.wake_fd() < 0;
	if (next.by_clock)
		next.at = std::min(next.at, now + drain_interval);
	if (sending_)
		next.at = std::min({next.at, stop_, next_send_time()});
	if (sending_ && spec_.precise)
		next.exactly_at = next_send_time();
	next.at = std::min(next.at, next_expiry());
	return next;
}

void Sender::stop_when_due(MonoTime now) {
	const MonoTime next = next_send_time();
	const bool over = now >= stop_ && next >= stop_;
	if (over || next == MonoTime::max())
		sending_ = false;
}

void Sender::conclude() {
	report_translation(); // which says that what has no T1 may have left
	for (const auto &target : targets_)
		if (target)
			conclude(*target);
	report_fallbacks();
	report_network_errors();
	report_rate_limit();
	finished_ = host_.now();
	publish_all(*finished_);
	if (spec_.report)
		report_last(*finished_);
	phase_ = Phase::ended;
}

// All that had come in counts, unless nobody wants to wait for it.
void Sender::close() {
	collect();
	if (!sweep_ || interrupted_)
		conclude();
}

void Sender::fail(Error error) {
	if (phase_ == Phase::ended)
		return;
	failure_ = std::move(error);
	phase_ = Phase::closing;
}

void Sender::on_time(MonoTime now) {
	if (phase_ == Phase::ready) {
		begin();
		now = start_;
	}
	if (phase_ != Phase::running || interrupted_ || !events_.good())
		return;
	stop_when_due(now);
	if (sending_ && now >= next_send_time())
		send_due(now);
}

void Sender::go_on(MonoTime now) {
	if (interrupted_ || !events_.good()) {
		phase_ = Phase::closing;
		return;
	}
	if (now >= next_housekeeping_)
		do_housekeeping(now);
	watch_hooks(now);
	if (now >= next_report_ || next_reported_ != 0)
		report(now);
	collect();
	stop_when_due(now); // the last reply ends it, or one that stops a target
	if (!leaving_.empty())
		remove_decided();
	if (!sending_ && next_expiry() == MonoTime::max() && !is_wanted())
		phase_ = Phase::closing;
}

NextRun Sender::run(MonoTime now) {
	if (phase_ == Phase::running)
		go_on(now);
	if (phase_ == Phase::closing)
		close();
	if (phase_ == Phase::closing)
		return {MonoTime::min()};
	return phase_ == Phase::ended ? NextRun{} : next_run(now);
}

Result<Ending> Sender::ending() const {
	if (failure_)
		return *failure_;
	return interrupted_ ? Ending::interrupted : Ending::done;
}

} // namespace stamp::session
