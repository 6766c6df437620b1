// SPDX-License-Identifier: Apache-2.0
#include "bpf/sender_bpf.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include <spdlog/spdlog.h>

#include "bpf/object/key_map.h"
#include "bpf/object/stranger.h"
#include "bpf/pin/names.h"
#include "session/network_error.h"
#include "session/sender_cfg.h"
#include "session/sent_slot.h"

namespace stamp::bpf {
namespace {

using session::SenderPlan;
using session::SenderSpec;
using Targets = std::vector<session::TargetPlan>;

// A single target is in the configuration.
Result<void> register_targets(const Object &object, const Targets &targets, std::size_t room) {
	std::uint16_t session = 0;
	if (room == 1)
		return {};
	for (const session::TargetPlan &target : targets) {
		if (!object.map(peers_map).write(session::peer_of(target.to), session, BPF_NOEXIST))
			return last_error("add target " + target.to.text());
		session++;
	}
	return {};
}

} // namespace

SenderBpf::SenderBpf(const SenderSpec &spec, const SenderPlan &plan, net::UdpSocket socket,
		     Parts parts)
	: paths_(spec, plan), socket_(std::move(socket)), parts_(std::move(parts)) {
	// The route of a single target is looked up once. Where it cannot be connected, no packet
	// could leave either; sending reports that.
	if (spec.is_load() && paths_.most() == 1)
		connected_ = socket_.connect(plan.targets.front().to).has_value();
}

Result<SenderBpf::Parts> SenderBpf::build(const SenderSpec &spec, const SenderPlan &plan,
					  const net::UdpSocket &socket,
					  const std::optional<session::KeyRing> &keys,
					  std::optional<CardClock> card) {
	stamp_cfg cfg = session::sender_cfg(spec, plan);
	cfg.socket_cookie = socket.cookie();
	cfg.has_keys = keys.has_value();
	cfg.hardware_times = card.has_value();
	const std::size_t room = session::room_of(spec, plan);
	const auto entries = static_cast<std::uint32_t>(room * cfg.session_slots);
	auto object = Object::load(Role::sender, cfg, entries,
				   {spec.hook == Hook::xdp, card ? plan.iface.index : 0});
	if (!object)
		return std::move(object).error();
	if (keys)
		if (auto done = write_keys(object->map("keys"), *keys); !done)
			return std::move(done).error();
	auto records = Records::open(*object);
	if (!records)
		return std::move(records).error();
	auto sent = SentTable::create(object->map("sent"), entries, "map the table of send times");
	if (!sent)
		return std::move(sent).error();
	std::memcpy(object->live().mac, plan.iface.mac.data(), plan.iface.mac.size());
	if (auto registered = register_targets(*object, plan.targets, room); !registered)
		return std::move(registered).error();
	auto attachment = attach(*object, plan.iface, spec.hook);
	if (!attachment)
		return std::move(attachment).error();
	return Parts{std::move(object).value(), std::move(records).value(), std::move(sent).value(),
		     std::move(attachment).value(), std::move(card)};
}

Result<std::unique_ptr<SenderBpf>> SenderBpf::create(const SenderSpec &spec, const SenderPlan &plan,
						     net::UdpSocket socket,
						     const session::WireClock &clock,
						     std::optional<session::KeyRing> keys) {
	auto parts = with_clock(plan.iface, spec.hook, spec.timestamp_source,
				[&](std::optional<CardClock> card) {
					return build(spec, plan, socket, keys, std::move(card));
				});
	if (!parts)
		return std::move(parts).error();
	std::unique_ptr<SenderBpf> datapath(
		new SenderBpf(spec, plan, std::move(socket), std::move(parts).value()));
	datapath->set_clock(clock);
	datapath->pin();
	return datapath;
}

void SenderBpf::pin() {
	stamp_about about = new_about(STAMP_ROLE_SENDER, paths_.plan().iface, parts_.object.cfg());
	set_text(about.hook, sizeof(about.hook), hook());
	about.programs = parts_.object.program_ids();
	auto pins = ProcessPins::create(parts_.object, about);
	if (!pins) {
		why_not_pinned_ = pins.error().text();
		return;
	}
	pins_.emplace(std::move(pins).value());
	if (auto pinned = pin_tallies(); !pinned)
		spdlog::debug("stamp stats cannot read the measurements: {}",
			      pinned.error().text());
}

Result<void> SenderBpf::pin_tallies() {
	auto tallies = Tallies::create(paths_.most());
	if (!tallies)
		return std::move(tallies).error();
	const auto &targets = paths_.spec().targets;
	for (std::size_t i = 0; i < targets.size(); i++)
		tallies->board().begin(i, targets[i].host);
	if (auto pinned = pins_->add(tallies->fd(), tallies_pin); !pinned)
		return pinned;
	tallies_.emplace(std::move(tallies).value());
	return {};
}

Result<void> SenderBpf::add_target(std::uint16_t session, const net::Endpoint &to,
				   const std::string &name) {
	if (auto room = paths_.check_room(session, to); !room)
		return room;
	if (paths_.most() == 1) // its only one is in the configuration
		return Error{ENOSPC, "add target " + to.text()};
	for (std::size_t i = 0; i < paths_.slots_each(); i++)
		parts_.sent[session * paths_.slots_each() + i] = {};
	if (!parts_.object.map(peers_map).write(session::peer_of(to), session, BPF_NOEXIST))
		return last_error("add target " + to.text());
	paths_.add(session, to);
	if (tallies_)
		tallies_->board().begin(session, name);
	return {};
}

Result<void> SenderBpf::remove_target(std::uint16_t session) {
	const auto to = paths_.remove(session);
	if (!to)
		return to.error();
	if (tallies_)
		tallies_->board().end(session);
	if (paths_.most() > 1)
		parts_.object.map(peers_map).remove(session::peer_of(*to));
	return {};
}

Result<std::size_t> SenderBpf::send(std::span<const session::Request> requests) {
	std::array<net::Datagram, STAMP_MAX_BATCH> datagrams;
	for (std::size_t i = 0; i < requests.size(); i++)
		datagrams[i] = {connected_ ? nullptr : paths_.destination(requests[i].session),
				requests[i].base, requests[i].tail};
	return socket_.send(std::span(datagrams).first(requests.size()));
}

bool SenderBpf::drain(const session::RecordHandler &handler) {
	return parts_.records->drain(handler);
}

std::optional<session::Sent> SenderBpf::sent_at(std::uint16_t session, std::uint32_t seq) const {
	const stamp_sent &slot = parts_.sent[paths_.slot(session, seq)];
	std::atomic_thread_fence(std::memory_order_acquire); // the kernel writes it
	return session::sent_in_slot(slot, seq);
}

int SenderBpf::wake_fd() const {
	return session::is_woken(paths_.spec()) ? parts_.records->fd() : -1;
}

void SenderBpf::set_clock(const session::WireClock &clock) {
	write_clock(clock, parts_.card, parts_.object);
}

session::HardwareTimes SenderBpf::hardware_times() const {
	return parts_.object.hardware_times();
}

Duration SenderBpf::receive_error() const {
	return parts_.card ? parts_.card->error() : Duration{};
}

session::Verdicts SenderBpf::verdicts() const {
	return parts_.object.verdicts();
}

std::optional<net::Endpoint> SenderBpf::latest_stranger() const {
	return bpf::latest_stranger(parts_.object.map("strangers"));
}

std::optional<session::NetworkError> SenderBpf::next_network_error() {
	while (const auto error = socket_.next_icmp_error())
		if (auto reported = session::network_error_of(*error, paths_.plan().targets))
			return reported;
	return std::nullopt;
}

} // namespace stamp::bpf
