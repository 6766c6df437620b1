// SPDX-License-Identifier: Apache-2.0
#include "session/reflector.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <utility>

#include "session/answerable.h"

namespace stamp::session {
namespace {

constexpr int tick_ms = 250;
constexpr Duration telling_interval = std::chrono::seconds{10};
constexpr Duration address_patience = std::chrono::seconds{2};

} // namespace

Result<std::unique_ptr<Reflector>> Reflector::create(stamp_format format,
						     const std::vector<net::Address> &addresses,
						     std::vector<ReflectorPort> ports,
						     ReflectorEvents events) {
	auto signals = Signals::take_over();
	if (!signals)
		return std::move(signals).error();
	auto links = net::LinkMonitor::open();
	if (!links)
		return std::move(links).error();
	auto steps = time::StepWatch::create();
	if (!steps)
		return std::move(steps).error();
	std::unique_ptr<Reflector> reflector(new Reflector(
		format, addresses, std::move(ports), std::move(events),
		{std::move(signals).value(), std::move(links).value(), std::move(steps).value()}));
	reflector->follow_clock();
	for (std::size_t i = 0; i < reflector->ports_.size(); i++) {
		auto attached = reflector->attach(i);
		if (!attached)
			return std::move(attached).error();
	}
	reflector->tell_unanswerable(Duration::zero());
	return reflector;
}

Reflector::Reflector(stamp_format format, const std::vector<net::Address> &addresses,
		     std::vector<ReflectorPort> ports, ReflectorEvents events,
		     Descriptors descriptors)
	: format_(format), ports_(std::move(ports)), states_(ports_.size()),
	  events_(std::move(events)), descriptors_(std::move(descriptors)) {
	for (const auto &address : addresses)
		fixed_.push_back({address, STAMP_LOCAL_UNICAST});
}

Result<void> Reflector::attach(std::size_t i) {
	const auto iface = net::find_interface(ports_[i].iface);
	if (!iface)
		return iface.error();
	const auto addresses = addresses_of(*iface);
	if (!addresses)
		return addresses.error();
	auto attached = ports_[i].datapath->attach(*iface, *addresses);
	if (!attached)
		return attached;
	states_[i].ifindex = iface->index;
	states_[i].master = iface->master;
	events_.attached(ports_[i]);
	// What changed meanwhile was told of an interface that was not ours yet.
	return refresh_addresses(i);
}

Result<std::vector<net::LocalAddress>> Reflector::addresses_of(const net::Interface &iface) const {
	auto addresses = net::local_addresses(iface.index);
	if (addresses && !fixed_.empty()) { // broadcasts stay known, whatever is answered
		std::erase_if(*addresses, [](auto &a) { return a.kind == STAMP_LOCAL_UNICAST; });
		addresses->insert(addresses->begin(), fixed_.begin(), fixed_.end());
	}
	return addresses;
}

Result<void> Reflector::refresh_addresses(std::size_t i) {
	const auto iface = net::find_interface(states_[i].ifindex);
	if (!iface)
		return iface.error();
	const auto addresses = addresses_of(*iface);
	if (!addresses)
		return addresses.error();
	states_[i].master = iface->master;
	note_addresses(states_[i], *iface, *addresses);
	return ports_[i].datapath->set_addresses(*iface, *addresses);
}

// An interface that is made, or set up, gets its addresses a moment later.
void Reflector::tell_unanswerable(Duration patience) {
	for (auto &state : states_) {
		if (!state.unanswerable || state.unanswerable->is_told ||
		    mono_now() - state.unanswerable->since < patience)
			continue;
		events_.warning(state.unanswerable->warning);
		state.unanswerable->is_told = true;
	}
}

void Reflector::note_addresses(State &state, const net::Interface &iface,
			       const std::vector<net::LocalAddress> &addresses) {
	auto warning = no_addresses(iface, addresses);
	if (!warning)
		state.unanswerable.reset();
	else if (!state.unanswerable)
		state.unanswerable = Unanswerable{*std::move(warning), mono_now()};
}

void Reflector::tell(const std::optional<stats::Warning> &warning) {
	if (warning)
		events_.warning(*warning);
}

void Reflector::try_again(std::size_t i) {
	DetachedNote &note = states_[i].detached;
	note.tried(mono_now());
	const auto attached = attach(i);
	if (attached)
		return tell(note.back(ports_[i].iface, ports_[i].datapath->hook()));
	ports_[i].datapath->detach(); // what failed may have been the last step
	states_[i].ifindex = 0;
	if (attached.error().code != ENODEV)
		tell(note.failed(attached.error()));
}

// Others may detach our programs at any time, and the interface may have been made again unseen,
// with the number that it had.
void Reflector::follow_hooks() {
	for (std::size_t i = 0; i < ports_.size(); i++) {
		const MonoTime now = mono_now();
		State &state = states_[i];
		const auto missing = state.ifindex != 0
					     ? state.hooks.look(*ports_[i].datapath, now)
					     : std::nullopt;
		if (missing && !net::find_interface(ports_[i].iface)) {
			lose(i);
		} else if (missing) {
			ports_[i].datapath->detach();
			state.ifindex = 0;
			tell(state.detached.lost(ports_[i].iface, *missing, now));
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
	events_.warning({"interface_gone",
			 "interface " + ports_[i].iface + " is gone: waiting for its return"});
}

void Reflector::apply(const net::LinkChange &change) {
	using Kind = net::LinkChange::Kind;
	for (std::size_t i = 0; i < ports_.size(); i++) {
		const int ours = states_[i].ifindex;
		const bool unsure = change.kind == Kind::everything;
		if (ours != 0 && ((change.kind == Kind::deleted && change.index == ours) ||
				  (unsure && !net::find_interface(ours))))
			lose(i);
		else if (ours != 0 &&
			 (unsure || change.index == ours || change.index == states_[i].master) &&
			 (unsure || change.kind == Kind::addresses)) {
			if (auto done = refresh_addresses(i); !done)
				events_.warning({"addresses", done.error().text()});
		}
		if (states_[i].ifindex == 0 && (unsure || change.name == ports_[i].iface) &&
		    change.kind != Kind::deleted)
			try_again(i);
	}
}

void Reflector::follow_links() {
	const auto changes = descriptors_.links.drain();
	if (!changes) {
		events_.warning({"netlink", changes.error().text()});
		return;
	}
	for (const auto &change : *changes)
		apply(change);
}

void Reflector::follow_clock() {
	if (descriptors_.steps.check().step)
		events_.warning({"clock_step", "the local clock was stepped"});
	auto clock = read_wire_clock(format_);
	if (!clock)
		return;
	clock->by_ptp = source_.by_ptp(clock->kernel, mono_now());
	for (auto &port : ports_)
		port.datapath->set_clock(*clock);
}

void Reflector::tell_limits() {
	const MonoTime now = mono_now();
	if (now < next_telling_)
		return;
	for (std::size_t i = 0; i < ports_.size(); i++) {
		const std::uint64_t limited = ports_[i].datapath->verdicts()[STAMP_V_RATE_LIMITED];
		const std::uint64_t more = limited - states_[i].limited_told;
		if (more == 0)
			continue;
		events_.warning(
			{"rate_limited", ports_[i].iface + ": " + std::to_string(more) +
						 " requests over the rate were not answered"});
		states_[i].limited_told = limited;
		next_telling_ = now + telling_interval;
	}
}

void Reflector::tell_refused() {
	for (std::size_t i = 0; i < ports_.size(); i++)
		for (const auto &warning :
		     states_[i].refused.look(ports_[i].iface, *ports_[i].datapath, mono_now()))
			events_.warning(warning);
}

void Reflector::tell_fallbacks() {
	for (std::size_t i = 0; i < ports_.size(); i++)
		if (const auto warning = states_[i].receive_times.look(
			    ports_[i].iface, *ports_[i].datapath, mono_now()))
			events_.warning(*warning);
}

void Reflector::tell_unstamped() {
	for (std::size_t i = 0; i < ports_.size(); i++)
		if (const auto warning = states_[i].unstamped.look(
			    ports_[i].iface, ports_[i].datapath->verdicts(), mono_now()))
			events_.warning(*warning);
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
			events_.warning({"keys", port.iface + ": " + went_on.error().text()});
		more |= went_on && *went_on;
	}
	if (!more && std::exchange(works_, false) && events_.done)
		events_.done();
	return more;
}

bool Reflector::heed_signals() {
	while (const auto signal = descriptors_.signals.next()) {
		if (*signal == SIGQUIT)
			events_.interim();
		else if (*signal == SIGHUP && events_.hangup)
			works_ |= events_.hangup();
		else
			return false;
	}
	return true;
}

void Reflector::wait(int limit_ms) {
	std::vector<pollfd> fds = {{descriptors_.signals.fd(), POLLIN, 0},
				   {descriptors_.links.fd(), POLLIN, 0},
				   {descriptors_.steps.fd(), POLLIN, 0}};
	for (auto &port : ports_)
		fds.push_back({port.datapath->wake_fd(), POLLIN, 0});
	events_.outlets.add_to(fds);
	poll(fds.data(), fds.size(), limit_ms);
	events_.outlets.push();
}

Result<void> Reflector::run() {
	while (events_.good() && heed_signals()) {
		follow_clock();
		follow_links();
		follow_hooks();
		tell_limits();
		tell_refused();
		tell_unanswerable(address_patience);
		tell_fallbacks();
		tell_unstamped();
		if (const auto warning = events_.outlets.look(mono_now()))
			events_.warning(*warning);
		const bool works = works_ && go_on();
		wait(collect() || works ? 0 : tick_ms);
	}
	for (std::size_t left = records_most / drain_most; collect() && left > 0; left--) {
	}
	tell_unstamped();
	return {};
}

} // namespace stamp::session
