// SPDX-License-Identifier: Apache-2.0
#include "socket/sender_socket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include "session/network_error.h"
#include "session/sender_cfg.h"
#include "session/sent_slot.h"
#include "socket/hand_over.h"
#include "socket/process_head.h"
#include "socket/steps.h"

namespace stamp::socket {
namespace {

using session::SenderPlan;
using session::SenderSpec;

constexpr std::size_t errors_most = 256; // that wait to be reported

// What a slot says of its request, in `valid`: the kernel took it, and where it can report more,
// the request passed the packet filters, the routes and the neighbours.
enum : __u16 { written = 1, left };

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
	: paths_(spec, plan), socket_(std::move(socket)), sent_(paths_.slots()) {
	enter(store_);
	cfg = session::sender_cfg(spec, plan);
	cfg.has_mac = 0;
	cfg.only_peer = {};
	__u16 session = 0;
	for (const session::TargetPlan &target : plan.targets)
		store_.peers.insert(session::peer_of(target.to), session++);
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
	if (auto published = datapath->publish(spec, plan); !published)
		return std::move(published).error();
	return datapath;
}

Result<void> SenderSocket::publish(const SenderSpec &spec, const SenderPlan &plan) {
	stamp_process_file head =
		process_head(STAMP_ROLE_SENDER, plan.iface.name, std::array{socket_.local().port});
	head.targets = static_cast<__u32>(most_targets());
	head.authenticated = spec.authenticated;
	head.attached = 1;
	auto made = session::ProcessFile::create(head, session::make_process_directory());
	if (!made)
		return std::move(made).error();
	published_ = std::move(made).value();
	board_.emplace(published_->targets());
	for (std::size_t i = 0; i < plan.targets.size(); i++)
		board_->begin(i, spec.targets[i].host);
	return {};
}

Result<void> SenderSocket::add_target(std::uint16_t session, const net::Endpoint &to,
				      const std::string &name) {
	if (auto room = paths_.check_room(session, to); !room)
		return room;
	if (store_.peers.insert(session::peer_of(to), session) != 0)
		return Error{EEXIST, "add target " + to.text()};
	std::fill_n(sent_.begin() + paths_.slot(session, 0), paths_.slots_each(), stamp_sent{});
	paths_.add(session, to);
	board_->begin(session, name);
	return {};
}

Result<void> SenderSocket::remove_target(std::uint16_t session) {
	const auto to = paths_.remove(session);
	if (!to)
		return to.error();
	store_.peers.erase(session::peer_of(*to));
	board_->end(session);
	return {};
}

// Null: it is used again, or never was.
stamp_sent *SenderSocket::slot_of(const SentRequest &request) {
	stamp_sent &slot = sent_[paths_.slot(request.session, request.seq)];
	return slot.valid && slot.seq == request.seq ? &slot : nullptr;
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
	sent.valid = written;
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
		datagrams[i] = {paths_.destination(requests[i].session), octets, {}};
	}
	auto taken = socket_.send(std::span(datagrams).first(requests.size()));
	for (std::size_t i = 0; taken && i < *taken; i++) {
		if (!transmit_times_.are_asked_for())
			sent[i].valid = left; // as far as can be known
		sent_[paths_.slot(requests[i].session, sent[i].seq)] = sent[i];
		transmit_times_.left({requests[i].session, sent[i].seq});
		count(STAMP_V_STAMPED);
	}
	read_error_queue();
	if (transmit_times_.are_asked_for() && (!taken || *taken != requests.size()))
		ask_for_times_again();
	published_->write(store_.verdicts, store_.notes);
	return taken;
}

// Nobody knows whether the kernel counted the one that it did not take, and hence which of its
// numbers is of which request: those that wait in the kernel now are believed to leave.
void SenderSocket::ask_for_times_again() {
	for (const SentRequest &request : transmit_times_.waited_for())
		if (stamp_sent *const slot = slot_of(request))
			slot->valid = left;
	static_cast<void>(transmit_times_.begin(socket_.fd()));
}

void SenderSocket::take_transmit_time(const net::TransmitTime &time) {
	const auto request =
		time.is_in_driver ? transmit_times_.take(time.id) : transmit_times_.find(time.id);
	stamp_sent *const known = request ? slot_of(*request) : nullptr;
	if (!known)
		return;
	known->valid = left;
	const std::int64_t later = time.at_ns - known->t1_ns;
	if (time.is_in_driver && later >= 0 && later < plausible_ns)
		known->t1_ns = time.at_ns;
}

// The kernel drops what it has to say of a packet when the queue for it is full.
void SenderSocket::mark_answered(const stamp_record &record) {
	stamp_reply reply{};
	std::memcpy(&reply, record.octets, sizeof(reply));
	if (stamp_sent *const slot = slot_of({record.session, stamp_swap32(reply.sender_seq)}))
		slot->valid = left;
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
		for (const StoredRecord &stored : store_.records)
			mark_answered(stored.record);
		hand_over(store_, handler);
		left -= std::min(left, taken);
		if (taken < batch_most)
			break;
	}
	published_->write(store_.verdicts, store_.notes);
	return left == 0;
}

std::optional<session::Sent> SenderSocket::sent_at(std::uint16_t session, std::uint32_t seq) const {
	const stamp_sent &slot = sent_[paths_.slot(session, seq)];
	return slot.valid == left ? session::sent_in_slot(slot, seq) : std::nullopt;
}

int SenderSocket::wake_fd() const {
	return session::is_woken(paths_.spec()) ? socket_.fd() : -1;
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
		if (auto reported = session::network_error_of(error, paths_.plan().targets))
			return reported;
	}
	return std::nullopt;
}

} // namespace stamp::socket
