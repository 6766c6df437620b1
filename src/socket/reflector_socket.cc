// SPDX-License-Identifier: Apache-2.0
#include "socket/reflector_socket.h"

#include <algorithm>
#include <cerrno>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "net/socket_option.h"
#include "session/port_claim.h"
#include "session/reflector_cfg.h"
#include "socket/hand_over.h"
#include "socket/process_head.h"
#include "socket/steps.h"

namespace stamp::socket {
namespace {

Error with_cure(Error error) {
	if (error.code == EACCES)
		error.cure = "sudo, add CAP_NET_BIND_SERVICE, or -p PORT of 1024 or more";
	else if (error.code == EADDRINUSE)
		error.cure = "-p PORT, or stop the program that has it: ss -ulpn";
	return error;
}

} // namespace

Result<void> ReflectorSocket::configure(const net::Interface &iface) {
	if (!is_configured_) {
		enter(store_);
		for (const std::uint16_t ssid : spec_.ssids)
			store_.ssids.insert(ssid);
		// IPv4 lies in ::/0 by its mapped form and must not be let in by it.
		store_.allowed.set(net::Prefix{net::Address::any_v4(), 0}.key(), 0);
		for (const net::Prefix &prefix : spec_.allow)
			store_.allowed.set(prefix.key(), 1);
		store_.slots.resize(spec_.sessions());
		if (spec_.reflect_control.allow_any())
			store_.control = std::make_unique<ReplyControl>(
				spec_.reflect_control.source, spec_.reflect_control.total);
		if (keys_)
			if (auto done = set_keys(std::exchange(keys_, {})); !done)
				return done;
		if (auto done = publish(iface); !done)
			return done;
		is_configured_ = true;
	}
	enter(store_);
	cfg = session::reflector_cfg(spec_, iface);
	cfg.has_mac = 0; // no socket tells of Ethernet
	look_at(iface);
	return {};
}

// What the interface allows and is called, for those who ask for several replies.
void ReflectorSocket::look_at(const net::Interface &iface) {
	if (!store_.control)
		return;
	store_.control->mtu = iface.mtu;
	store_.control->mac = iface.has_mac ? std::optional(iface.mac) : std::nullopt;
}

Result<void> ReflectorSocket::publish(const net::Interface &iface) {
	stamp_process_file head = process_head(STAMP_ROLE_REFLECTOR, iface.name, spec_.ports);
	head.sessions = spec_.sessions();
	head.session_timeout_ns = static_cast<__u64>(spec_.session_timeout.count());
	head.authenticated = spec_.authenticated;
	auto made = session::ProcessFile::create(head, session::make_process_directory());
	if (!made)
		return std::move(made).error();
	published_ = std::move(made).value();
	if (head.sessions != 0)
		store_.sessions.use(published_->sessions());
	return {};
}

Result<void> ReflectorSocket::claim_ports(const net::Interface &iface) {
	for (const std::uint16_t port : spec_.ports) {
		auto claim = net::Claim::claim(session::reflector_claim(iface.index, port));
		if (!claim)
			return session::port_in_use(iface, port);
		claims_.push_back(std::move(claim).value());
	}
	return {};
}

Result<void> ReflectorSocket::open_socket(const net::Interface &iface, const net::Address &any,
					  std::uint16_t number) {
	net::UdpOptions options;
	options.local = any;
	options.port = number;
	options.bind_device = iface.name;
	options.ttl = STAMP_REPLY_TTL;
	options.receives = true;
	auto opened = net::UdpSocket::open(options);
	// Linux before 5.7 lets nobody but root bind a socket to an interface.
	const bool is_bound = opened || opened.error().code != EPERM;
	if (!is_bound) {
		options.bind_device.clear();
		opened = net::UdpSocket::open(options);
	}
	if (!opened)
		return with_cure(std::move(opened).error());
	const bool is_v4 = any.is_v4();
	const int fd = opened->fd();
	// Nobody waits for what an ICMP message says of a reply.
	auto done = net::set_option(fd, is_v4 ? SOL_IP : SOL_IPV6,
				    is_v4 ? IP_RECVERR : IPV6_RECVERR, 0, "ignore ICMP errors");
	if (done)
		done = prepare_to_receive(fd, any.family());
	if (!done)
		return done;
	epoll_event event{.events = EPOLLIN, .data = {}};
	if (epoll_ctl(wake_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
		return last_error("wait for requests");
	ports_.push_back({std::move(opened).value(), stamp_swap16(number), is_bound});
	return {};
}

Result<void> ReflectorSocket::open_port(const net::Interface &iface, std::uint16_t number) {
	if (auto done = open_socket(iface, net::Address::any_v4(), number); !done)
		return done;
	auto six = open_socket(iface, net::Address(), number);
	// A kernel without IPv6 has no such requests.
	return six || six.error().code == EAFNOSUPPORT ? Result<void>() : six;
}

Result<void> ReflectorSocket::attach(const net::Interface &iface,
				     const std::vector<net::LocalAddress> &addresses) {
	detach();
	if (auto done = configure(iface); !done)
		return done;
	if (auto claimed = claim_ports(iface); !claimed) {
		detach();
		return claimed;
	}
	if (auto set = set_addresses(iface, addresses); !set)
		return set;
	wake_ = Fd(epoll_create1(EPOLL_CLOEXEC));
	if (!wake_)
		return last_error("wait for requests");
	ifindex_ = iface.index;
	if (store_.control)
		if (auto done = further_.open(wake_.get()); !done)
			return done;
	for (const std::uint16_t port : spec_.ports)
		if (auto done = open_port(iface, port); !done) {
			detach();
			return done;
		}
	published_->set_attached(true);
	return {};
}

void ReflectorSocket::detach() {
	further_.close();
	if (store_.control) {
		store_.control->requests_left = STAMP_MAX_REPEATS;
		store_.control->octets_left = STAMP_REPEAT_OCTETS;
	}
	ports_.clear();
	wake_ = Fd();
	claims_.clear();
	if (published_)
		published_->set_attached(false);
}

Result<void> ReflectorSocket::set_addresses(const net::Interface &iface,
					    const std::vector<net::LocalAddress> &addresses) {
	look_at(iface);
	session::LocalTable wanted = session::local_table(addresses);
	if (wanted != addresses_) {
		enter(store_);
		store_.local.clear();
		for (const auto &[place, kind] : wanted)
			store_.local.set(net::LocalAddress{place.first, kind, place.second}.key(),
					 static_cast<std::uint8_t>(kind));
		addresses_ = std::move(wanted);
		live.admission_epoch++;
	}
	return session::check_room(addresses);
}

// All at once: no packet is looked at meanwhile.
Result<void> ReflectorSocket::set_keys(session::SharedKeys keys) {
	return store_.keys.fill(*keys);
}

void ReflectorSocket::set_clock(const session::WireClock &clock) {
	enter(store_);
	clock.write(live);
}

std::vector<session::LimitedSource> ReflectorSocket::limited_sources() const {
	std::vector<session::LimitedSource> limited;
	for (const stamp_source &source : store_.sources)
		if (source.limited != 0)
			limited.push_back({net::Address::from_raw(source.addr), source.limited,
					   spec_.rate_pps});
	return limited;
}

// All are judged first; T3 is what is written last.
void ReflectorSocket::answer(const Port &port, std::size_t count_in) {
	std::array<pkt, batch_most> frames;
	std::array<bool, batch_most> answered{};
	for (std::size_t i = 0; i < count_in; i++) {
		if (!port.is_bound && batch_.arrived(i).ifindex != ifindex_)
			continue;
		store_.turned_at = i;
		frames[i] = batch_.frame(i, port.number);
		const stamp_verdict verdict = reflect(&frames[i]);
		count(verdict);
		answered[i] = verdict == STAMP_V_REFLECTED;
		if (!store_.control)
			continue;
		if (KeptRequest *const kept = store_.control->granted(); kept && answered[i])
			further_.add(*kept, batch_.from(i), port.socket.fd(), *store_.control);
		store_.control->forget();
	}
	replies_.clear();
	for (std::size_t i = 0; i < count_in; i++) {
		if (!answered[i])
			continue;
		store_.turned_at = i;
		const stamp_verdict verdict = write_t3(&frames[i]);
		if (verdict == STAMP_V_STAMPED)
			replies_.add(frames[i], batch_.from(i), ifindex_);
		else
			count(verdict);
	}
	store_.verdicts[STAMP_V_STAMPED] += replies_.send(port.socket.fd());
}

bool ReflectorSocket::drain(const session::RecordHandler &handler) {
	enter(store_);
	std::size_t left = session::drain_most;
	for (const Port &port : ports_) {
		while (left != 0) {
			const std::size_t taken = batch_.receive(port.socket.fd());
			answer(port, taken);
			left -= std::min(left, taken);
			if (taken < batch_most)
				break;
		}
	}
	const bool has_more = further_.send_due(store_, ifindex_);
	hand_over(store_, handler);
	published_->write(store_.verdicts, store_.notes);
	return left == 0 || has_more;
}

} // namespace stamp::socket
