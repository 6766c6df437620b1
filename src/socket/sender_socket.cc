// SPDX-License-Identifier: Apache-2.0
#include "socket/sender_socket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include "session/flow.h"
#include "session/network_error.h"
#include "session/sender_cfg.h"
#include "session/sent_slot.h"
#include "session/window.h"
#include "socket/hand_over.h"
#include "socket/steps.h"

namespace stamp::socket {
namespace {

using session::SenderPlan;
using session::SenderSpec;

constexpr std::size_t errors_most = 256; // that wait to be reported

// A transmit time is believed within this of what was written into the request: a later one is of
// a packet that waited in a queue of this host, or the clock was stepped.
constexpr std::int64_t plausible_ns = 1'000'000'000;

// On the stack a request would have no room.
constexpr std::size_t request_octets = (STAMP_MAX_UDP_OCTETS + 1) & ~3;

Result<void> configure(const net::UdpSocket &socket, bool is_dual) {
	return prepare_to_receive(
		socket.fd(), is_dual ? net::Family::v6 : socket.local().address.family(), is_dual);
}

bool has_both_families(const SenderPlan &plan) {
	const auto is_v4 = [](const auto &target) { return target.to.address.is_v4(); };
	return std::any_of(plan.targets.begin(), plan.targets.end(), is_v4) &&
	       !std::all_of(plan.targets.begin(), plan.targets.end(), is_v4);
}

} // namespace

SenderSocket::SenderSocket(const SenderSpec &spec, const SenderPlan &plan, net::UdpSocket socket)
	: spec_(spec), plan_(plan), most_targets_(session::room_of(spec, plan)),
	  slots_(session::window_slots(spec.interval, spec.timeout)), socket_(std::move(socket)),
	  sent_(most_targets_ * slots_) {
	enter(store_);
	cfg = session::sender_cfg(spec, plan);
	cfg.has_mac = 0;
	cfg.only_peer = {};
	for (const session::TargetPlan &target : plan_.targets) {
		const auto session = static_cast<__u16>(destinations_.size());
		store_.peers.insert(session::peer_of(target.to), session);
		destinations_.push_back(target.to.to_socket());
	}
}

Result<std::unique_ptr<SenderSocket>>
SenderSocket::create(const SenderSpec &spec, const SenderPlan &plan, net::UdpSocket socket,
		     const session::WireClock &clock, std::optional<session::KeyRing> keys) {
	if (auto done = configure(socket, has_both_families(plan)); !done)
		return std::move(done).error();
	std::unique_ptr<SenderSocket> datapath(new SenderSocket(spec, plan, std::move(socket)));
	if (keys) {
		if (auto filled = datapath->store_.keys.fill(*keys); !filled)
			return std::move(filled).error();
		cfg.has_keys = 1;
	}
	// A load has no time to hear of each packet.
	if (!spec.is_load())
		if (auto asked = datapath->transmit_times_.begin(datapath->socket_.fd()); !asked)
			spdlog::debug("T1 is what is written: {}", asked.error().text());
	datapath->set_clock(clock);
	return datapath;
}

Result<void> SenderSocket::add_target(std::uint16_t session, const net::Endpoint &to,
				      const std::string &) {
	if (session >= most_targets_)
		return Error{ENOSPC, "add target " + to.text()};
	if (store_.peers.insert(session::peer_of(to), session) != 0)
		return Error{EEXIST, "add target " + to.text()};
	std::fill_n(sent_.begin() + session * slots_, slots_, stamp_sent{});
	if (session >= plan_.targets.size())
		plan_.targets.resize(session + std::size_t{1});
	plan_.targets[session].to = to;
	destinations_.resize(plan_.targets.size());
	destinations_[session] = to.to_socket();
	return {};
}

Result<void> SenderSocket::remove_target(std::uint16_t session) {
	if (session >= plan_.targets.size())
		return Error{ENOENT, "remove a target"};
	store_.peers.erase(session::peer_of(std::exchange(plan_.targets[session].to, {})));
	return {};
}

std::size_t SenderSocket::slot_of(std::uint16_t session, std::uint32_t seq) const {
	return session * slots_ + (seq & (slots_ - 1));
}

// The request in one piece of our own, for what is written into it.
std::span<std::byte> SenderSocket::outgoing(std::size_t i, const session::Request &request) {
	const std::size_t size = request.base.size() + request.tail.size();
	std::byte *const start = outgoing_.data() + i * request_octets;
	std::copy(request.base.begin(), request.base.end(), start);
	std::copy(request.tail.begin(), request.tail.end(), start + request.base.size());
	return {start, size};
}

// The HMAC TLV, which covers nothing that is written later. False: there is no key.
bool SenderSocket::sign_tlvs(std::span<std::byte> octets) {
	auto *const start = reinterpret_cast<std::uint8_t *>(octets.data());
	const pkt p = {.start = start, .end = start + octets.size()};
	work *const s = work_space();
	stamp_request head{};
	std::memcpy(&head, start, sizeof(head));
	const __be16 ssid = cfg.authenticated
				    ? reinterpret_cast<const stamp_auth_request *>(start)->ssid
				    : head.ssid;
	if (!tag_tlvs(&p, s, ssid, 0, head.seq, base_octets(), cfg.hmac_tlv_at))
		return false;
	return !store_octets(&p, cfg.hmac_tlv_at + sizeof(stamp_tlv), s->hmac.tag,
			     sizeof(s->hmac.tag));
}

// T1, as late as can be. False: it cannot be signed.
bool SenderSocket::stamp(std::span<std::byte> octets, stamp_sent &sent) {
	if (cfg.hmac_tlv_at && !sign_tlvs(octets))
		return false;
	const __s64 now = ::utc_now();
	sent.t1_ns = now;
	sent.ts = wire_time(now);
	sent.valid = 1;
	if (cfg.authenticated) {
		auto *const base = reinterpret_cast<stamp_auth_request *>(octets.data());
		base->ts = sent.ts;
		sent.seq = stamp_swap32(base->seq);
		sent.error = base->error;
		return sign_base(work_space(), base, 0) == 0;
	}
	auto *const base = reinterpret_cast<stamp_request *>(octets.data());
	base->ts = sent.ts;
	sent.seq = stamp_swap32(base->seq);
	sent.error = base->error;
	return true;
}

Result<std::size_t> SenderSocket::send(std::span<const session::Request> requests) {
	enter(store_);
	requests = requests.first(std::min<std::size_t>(requests.size(), STAMP_MAX_BATCH));
	outgoing_.resize(std::max(outgoing_.size(), requests.size() * request_octets));
	std::array<net::Datagram, STAMP_MAX_BATCH> datagrams;
	std::array<stamp_sent, STAMP_MAX_BATCH> sent;
	for (std::size_t i = 0; i < requests.size(); i++) {
		const auto octets = outgoing(i, requests[i]);
		if (!stamp(octets, sent[i]))
			return Error{EKEYREJECTED, "sign a request"};
		datagrams[i] = {&destinations_[requests[i].session], octets, {}};
	}
	auto taken = socket_.send(std::span(datagrams).first(requests.size()));
	for (std::size_t i = 0; taken && i < *taken; i++) {
		sent_[slot_of(requests[i].session, sent[i].seq)] = sent[i];
		transmit_times_.left({requests[i].session, sent[i].seq});
		count(STAMP_V_STAMPED);
	}
	read_error_queue();
	// Nobody knows whether the kernel counted the one that it did not take.
	if (transmit_times_.are_asked_for() && (!taken || *taken != requests.size()))
		static_cast<void>(transmit_times_.begin(socket_.fd()));
	return taken;
}

void SenderSocket::take_transmit_time(const net::TransmitTime &time) {
	const auto request = transmit_times_.take(time.id);
	if (!request)
		return;
	stamp_sent &known = sent_[slot_of(request->session, request->seq)];
	const std::int64_t later = time.at_ns - known.t1_ns;
	if (known.valid && known.seq == request->seq && later >= 0 && later < plausible_ns)
		known.t1_ns = time.at_ns;
}

void SenderSocket::read_error_queue() {
	while (auto next = socket_.next_queued()) {
		if (const auto *time = std::get_if<net::TransmitTime>(&*next))
			take_transmit_time(*time);
		else if (errors_.size() < errors_most)
			errors_.push_back(std::get<net::IcmpError>(std::move(*next)));
	}
}

// Of a packet to this host itself the time of transmission is there before it is received.
bool SenderSocket::drain(const session::RecordHandler &handler) {
	enter(store_);
	std::size_t left = session::drain_most;
	while (left != 0) {
		const std::size_t taken = batch_.receive(socket_.fd());
		read_error_queue();
		for (std::size_t i = 0; i < taken; i++) {
			const pkt p = batch_.frame(i, cfg.ports[0]);
			count(take_reply(&p));
		}
		hand_over(store_, handler);
		left -= std::min(left, taken);
		if (taken < batch_most)
			break;
	}
	return left == 0;
}

std::optional<session::Sent> SenderSocket::sent_at(std::uint16_t session, std::uint32_t seq) const {
	return session::sent_in_slot(sent_[slot_of(session, seq)], seq);
}

net::WayOut SenderSocket::way_out(std::uint16_t session) const {
	const net::Endpoint &target = plan_.targets[session].to;
	return net::way_out(target.address, session::flow_of(spec_, plan_.iface.index,
							     socket_.local().port, target.port));
}

int SenderSocket::wake_fd() const {
	return session::is_woken(spec_) ? socket_.fd() : -1;
}

void SenderSocket::set_clock(const session::WireClock &clock) {
	enter(store_);
	clock.write(live);
}

std::optional<net::Endpoint> SenderSocket::latest_stranger() const {
	if (store_.stranger.seen_ns == 0)
		return std::nullopt;
	return net::Endpoint{net::Address::from_raw(store_.stranger.addr),
			     stamp_swap16(store_.stranger.port)};
}

std::optional<session::NetworkError> SenderSocket::next_network_error() {
	read_error_queue();
	while (!errors_.empty()) {
		const net::IcmpError error = std::move(errors_.front());
		errors_.pop_front();
		if (error.from) // else send() has reported it
			return session::network_error_of(error, plan_.targets);
	}
	return std::nullopt;
}

std::string SenderSocket::why_not_pinned() const {
	return "a socket has nothing to pin";
}

} // namespace stamp::socket
