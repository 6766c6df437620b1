// SPDX-License-Identifier: Apache-2.0
#include "session/reflector.h"

#include <cerrno>
#include <csignal>
#include <utility>

#include "session/answerable.h"

namespace stamp::session {
namespace {

constexpr Duration housekeeping_interval = std::chrono::milliseconds{250};
constexpr Duration address_patience = std::chrono::seconds{2};

} // namespace

Result<std::unique_ptr<Reflector>> Reflector::create(stamp_format format,
						     const std::vector<net::Address> &addresses,
						     std::vector<ReflectorPort> ports,
						     ReflectorEvents events, Host &host) {
	std::unique_ptr<Reflector> reflector(
		new Reflector(format, addresses, std::move(ports), std::move(events), host));
	reflector->follow_clock();
	reflector->source_.wait();
	reflector->follow_clock();
	for (std::size_t i = 0; i < reflector->ports_.size(); i++) {
		auto attached = reflector->attach(i);
		if (!attached)
			return std::move(attached).error();
	}
	reflector->report_unanswerable(Duration::zero());
	return reflector;
}

Reflector::Reflector(stamp_format format, const std::vector<net::Address> &addresses,
		     std::vector<ReflectorPort> ports, ReflectorEvents events, Host &host)
	: format_(format), chosen_(addresses), ports_(std::move(ports)), states_(ports_.size()),
	  events_(std::move(events)), host_(host) {}

Result<void> Reflector::attach(std::size_t i) {
	const auto iface = host_.interface(ports_[i].iface);
	if (!iface)
		return iface.error();
	const auto own = host_.local_addresses(iface->index);
	if (!own)
		return own.error();
	auto attached = ports_[i].datapath->attach(*iface, net::answered(*own, chosen_));
	if (!attached)
		return attached;
	states_[i].ifindex = iface->index;
	states_[i].master = iface->master;
	events_.attached(ports_[i]);
	report_not_pinned(i);
	// What changed meanwhile was reported of an interface that was not ours yet.
	return refresh_addresses(i);
}

Result<void> Reflector::refresh_addresses(std::size_t i) {
	const auto iface = host_.interface(states_[i].ifindex);
	if (!iface)
		return iface.error();
	const auto own = host_.local_addresses(iface->index);
	if (!own)
		return own.error();
	const auto addresses = net::answered(*own, chosen_);
	states_[i].master = iface->master;
	note_addresses(states_[i], *iface, addresses);
	return ports_[i].datapath->set_addresses(*iface, addresses);
}

void Reflector::note_addresses(State &state, const net::Interface &iface,
			       const std::vector<net::LocalAddress> &addresses) {
	const auto master = host_.interface(iface.master);
	const bool is_port = master && master->kind == "bridge";
	auto warning =
		no_addresses(iface, is_port ? std::optional(*master) : std::nullopt, addresses);
	if (!warning)
		state.unanswerable.reset();
	else if (!state.unanswerable)
		state.unanswerable = Unanswerable{*std::move(warning), host_.now()};
}

void Reflector::warn(const std::optional<stats::Warning> &warning) {
	if (warning)
		events_.warning(*warning);
}

void Reflector::try_again(std::size_t i) {
	DetachedNote &note = states_[i].detached;
	note.tried(host_.now());
	const auto attached = attach(i);
	if (attached)
		return warn(note.back(ports_[i].iface, ports_[i].datapath->hook()));
	ports_[i].datapath->detach(); // what failed may have been the last step
	states_[i].ifindex = 0;
	if (attached.error().code != ENODEV)
		warn(note.failed(attached.error()));
}

// Others may detach our programs at any time, and the interface may have been made again unseen,
// with the number that it had.
void Reflector::follow_hooks(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++) {
		State &state = states_[i];
		const auto missing = state.ifindex != 0 ? state.hooks.look(*ports_[i].datapath, now)
							: std::nullopt;
		if (missing && !host_.interface(ports_[i].iface)) {
			lose(i);
		} else if (missing) {
			ports_[i].datapath->detach();
			state.ifindex = 0;
			warn(state.detached.lost(ports_[i].iface, *missing, now));
			try_again(i);
		} else if (state.ifindex == 0 && state.detached.is_due(now)) {
			try_again(i);
		}
	}
}

void Reflector::lose(std::size_t i) {
	ports_[i].datapath->detach();
	states_[i].ifindex = 0;
	states_[i].detached.forget();
	states_[i].unanswerable.reset();
	events_.warning({{stats::Kind::interface_gone, {ports_[i].iface}}});
}

void Reflector::apply(const net::LinkChange &change) {
	using Kind = net::LinkChange::Kind;
	for (std::size_t i = 0; i < ports_.size(); i++) {
		const int ours = states_[i].ifindex;
		const bool unsure = change.kind == Kind::everything;
		if (ours != 0 && ((change.kind == Kind::deleted && change.index == ours) ||
				  (unsure && !host_.interface(ours))))
			lose(i);
		else if (ours != 0 &&
			 (unsure || change.index == ours || change.index == states_[i].master) &&
			 (unsure || change.kind == Kind::addresses)) {
			// That it has gone is the next message.
			if (auto done = refresh_addresses(i); !done && done.error().code != ENODEV)
				events_.warning(
					{{stats::Kind::addresses_unknown, {done.error().text()}}});
		}
		if (states_[i].ifindex == 0 && (unsure || change.name == ports_[i].iface) &&
		    change.kind != Kind::deleted)
			try_again(i);
	}
}

void Reflector::on_links(const Result<LinkChanges> &changes) {
	if (is_done_)
		return;
	if (!changes) {
		events_.warning({{stats::Kind::netlink, {changes.error().text()}}});
		return;
	}
	for (const auto &change : *changes)
		apply(change);
}

void Reflector::on_clock(const time::ClockChange &change) {
	next_housekeeping_ = MonoTime{};
	if (change.step && !is_done_)
		events_.warning({stats::Kind::clock_step});
}

void Reflector::follow_clock() {
	auto clock = host_.wire_clock(format_);
	if (!clock)
		return;
	clock->by_ptp = source_.by_ptp(clock->kernel, host_.now());
	for (auto &port : ports_)
		port.datapath->set_clock(*clock);
}

// True: there is more.
bool Reflector::collect() {
	bool more = false;
	for (auto &port : ports_)
		more |= port.datapath->drain(
			[&](const stamp_record &record, std::span<const std::uint8_t>) {
				events_.answered(port.iface, record);
			});
	return more;
}

// True: there is more.
bool Reflector::go_on() {
	bool more = false;
	for (auto &port : ports_) {
		const auto went_on = port.datapath->go_on();
		if (!went_on)
			events_.warning(
				{{stats::Kind::keys, {port.iface, went_on.error().text()}}});
		more |= went_on && *went_on;
	}
	if (!more && std::exchange(works_, false) && events_.done)
		events_.done();
	return more;
}

void Reflector::on_signal(int signal) {
	if (signal == SIGQUIT)
		events_.interim();
	else if (signal == SIGHUP && events_.hangup)
		works_ |= events_.hangup();
	else
		asked_to_stop_++;
}

void Reflector::add_descriptors(std::vector<pollfd> &fds) const {
	if (is_done_)
		return;
	for (const auto &port : ports_)
		fds.push_back({port.datapath->wake_fd(), POLLIN, 0});
}

void Reflector::do_housekeeping(MonoTime now) {
	follow_clock();
	follow_hooks(now);
	report_refused(now);
	report_unanswerable(address_patience);
	report_fallbacks(now);
	report_unstamped(now);
	next_housekeeping_ = now + housekeeping_interval;
}

// What had come in until then is handed over, and no more than can have waited.
NextRun Reflector::close(MonoTime now) {
	if (!last_drains_)
		last_drains_ = records_most / drain_most;
	if (collect() && (*last_drains_)-- != 0)
		return {MonoTime::min()};
	report_rest(now);
	is_done_ = true;
	return {};
}

NextRun Reflector::run(MonoTime now) {
	if (is_done_)
		return {};
	if (last_drains_ || asked_to_stop_ != 0 || !events_.good())
		return close(now);
	if (now >= next_housekeeping_)
		do_housekeeping(now);
	const bool works = works_ && go_on();
	return {collect() || works ? MonoTime::min() : next_housekeeping_};
}

} // namespace stamp::session
