// SPDX-License-Identifier: Apache-2.0
#include "bpf/sender_bpf.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <sys/mman.h>

#include <bpf/bpf.h>
#include <spdlog/spdlog.h>

#include "base/pages.h"
#include "bpf/object/key_map.h"
#include "bpf/object/stranger.h"
#include "bpf/pin/names.h"

namespace stamp::bpf {
namespace {

stamp_peer peer_of(const net::Endpoint &target) {
	return {target.address.raw(), stamp_swap16(target.port), 0};
}

// 0: they differ.
std::uint16_t port_of_all(const std::vector<net::Endpoint> &targets) {
	const std::uint16_t port = targets.front().port;
	const bool agree = std::all_of(targets.begin(), targets.end(),
				       [port](auto &target) { return target.port == port; });
	return agree ? port : 0;
}

// A single one is told by the configuration.
Result<void> register_targets(const Object &object, const std::vector<net::Endpoint> &targets) {
	std::uint16_t session = 0;
	if (targets.size() == 1)
		return {};
	for (const net::Endpoint &target : targets) {
		const stamp_peer peer = peer_of(target);
		if (bpf_map_update_elem(object.map("peers"), &peer, &session, BPF_NOEXIST) != 0)
			return last_error("add target " + target.text());
		session++;
	}
	return {};
}

} // namespace

void SenderBpf::Unmap::operator()(const stamp_sent *sent) const {
	munmap(const_cast<stamp_sent *>(sent), octets);
}

SenderBpf::SenderBpf(const SenderDatapathSettings &settings, net::UdpSocket socket, Parts parts)
	: settings_(settings), socket_(std::move(socket)), parts_(std::move(parts)) {
	for (const net::Endpoint &target : settings_.targets)
		destinations_.push_back(target.to_socket());
	// Where it cannot be connected, no packet could leave either; that is told by sending.
	if (settings_.load && settings_.targets.size() == 1)
		connected_ = socket_.connect(settings_.targets.front()).has_value();
}

Result<SenderBpf::SentTable> SenderBpf::map_sent(const Object &object, std::size_t entries) {
	const std::size_t octets = whole_pages(entries * sizeof(stamp_sent));
	void *memory = mmap(nullptr, octets, PROT_READ, MAP_SHARED, object.map("sent"), 0);
	if (memory == MAP_FAILED)
		return last_error("map the table of send times");
	return SentTable(static_cast<const stamp_sent *>(memory), Unmap{octets});
}

Result<SenderBpf::Parts> SenderBpf::build(const SenderDatapathSettings &settings,
					  const net::UdpSocket &socket,
					  const std::optional<session::KeyRing> &keys,
					  std::optional<CardClock> card) {
	const auto entries = static_cast<std::uint32_t>(settings.targets.size() * settings.slots);
	stamp_cfg cfg{};
	cfg.socket_cookie = socket.cookie();
	cfg.session_slots = settings.slots;
	cfg.ports[0] = stamp_swap16(socket.local().port);
	cfg.ports[1] = stamp_swap16(port_of_all(settings.targets));
	cfg.port_count = 1;
	cfg.format = static_cast<__u8>(settings.format);
	cfg.has_mac = settings.iface.has_mac;
	cfg.is_loopback = settings.iface.is_loopback;
	cfg.wake = settings.wake;
	cfg.authenticated = settings.authenticated;
	cfg.tlv_octets = settings.tail.told;
	cfg.hmac_tlv_at = settings.tail.hmac_at;
	cfg.has_keys = keys.has_value();
	cfg.hardware_times = card.has_value();
	if (settings.targets.size() == 1)
		cfg.only_peer = peer_of(settings.targets.front());
	auto object = Object::load(Role::sender, cfg, entries,
				   {settings.hook == Hook::xdp, card ? settings.iface.index : 0});
	if (!object)
		return std::move(object).error();
	if (keys)
		if (auto done = write_keys(object->map("keys"), *keys); !done)
			return std::move(done).error();
	auto records = Records::open(*object);
	if (!records)
		return std::move(records).error();
	auto sent = map_sent(*object, entries);
	if (!sent)
		return std::move(sent).error();
	std::memcpy(object->live().mac, settings.iface.mac.data(), settings.iface.mac.size());
	if (auto registered = register_targets(*object, settings.targets); !registered)
		return std::move(registered).error();
	auto attachment = attach(*object, settings.iface, settings.hook);
	if (!attachment)
		return std::move(attachment).error();
	return Parts{std::move(object).value(), std::move(records).value(), std::move(sent).value(),
		     std::move(attachment).value(), std::move(card)};
}

Result<std::unique_ptr<SenderBpf>> SenderBpf::create(const SenderDatapathSettings &settings,
						     net::UdpSocket socket,
						     const session::WireClock &clock,
						     std::optional<session::KeyRing> keys) {
	auto parts = with_clock(settings.iface, settings.hook, settings.source,
				[&](std::optional<CardClock> card) {
					return build(settings, socket, keys, std::move(card));
				});
	if (!parts)
		return std::move(parts).error();
	const std::uint16_t port = socket.local().port;
	std::unique_ptr<SenderBpf> datapath(
		new SenderBpf(settings, std::move(socket), std::move(parts).value()));
	datapath->set_clock(clock);
	datapath->pin(port);
	return datapath;
}

void SenderBpf::pin(std::uint16_t port) {
	stamp_about about = new_about(STAMP_ROLE_SENDER, settings_.iface);
	set_text(about.hook, sizeof(about.hook), hook());
	about.ports[about.port_count++] = port;
	about.programs = parts_.object.program_ids();
	about.authenticated = settings_.authenticated;
	about.has_keys = parts_.object.uses("keys");
	if (auto pins = pin_or_warn(parts_.object, about))
		pins_.emplace(std::move(*pins));
	if (!pins_)
		return;
	if (auto pinned = pin_tallies(); !pinned)
		spdlog::debug("stamp stats will not see what is measured: {}",
			      pinned.error().text());
}

Result<void> SenderBpf::pin_tallies() {
	auto tallies = Tallies::create(settings_.names);
	if (!tallies)
		return std::move(tallies).error();
	if (auto pinned = pins_->add(tallies->fd(), tallies_pin); !pinned)
		return pinned;
	tallies_.emplace(std::move(tallies).value());
	return {};
}

void SenderBpf::publish(std::uint16_t session, const stamp_tally &tally) {
	if (tallies_)
		tallies_->write(session, tally);
}

Result<std::size_t> SenderBpf::send(std::span<const session::Request> requests) {
	std::array<net::Datagram, STAMP_MAX_BATCH> datagrams;
	for (std::size_t i = 0; i < requests.size(); i++)
		datagrams[i] = {connected_ ? nullptr : &destinations_[requests[i].session],
				requests[i].base, requests[i].tail};
	return socket_.send(std::span(datagrams).first(requests.size()));
}

bool SenderBpf::drain(const session::RecordHandler &handler) {
	return parts_.records->drain(handler);
}

std::optional<session::Sent> SenderBpf::sent_at(std::uint16_t session, std::uint32_t seq) const {
	const stamp_sent &slot =
		parts_.sent.get()[session * settings_.slots + (seq & (settings_.slots - 1))];
	std::atomic_thread_fence(std::memory_order_acquire); // the kernel writes it
	if (!slot.valid || slot.seq != seq)
		return std::nullopt;
	return session::Sent{utc(slot.t1_ns),
			     {stamp_swap32(slot.ts.sec), stamp_swap32(slot.ts.frac)},
			     stamp_swap16(slot.error)};
}

net::WayOut SenderBpf::way_out(std::uint16_t session) const {
	return net::way_out(settings_.targets[session].address, settings_.iface.index);
}

int SenderBpf::wake_fd() const {
	return settings_.wake ? parts_.records->fd() : -1;
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
	auto error = socket_.next_icmp_error();
	while (error && !error->from) // what send() has told already
		error = socket_.next_icmp_error();
	if (!error)
		return std::nullopt;
	const std::string text = error->text + " (says " + error->from->text() + ")";
	const auto &targets = settings_.targets;
	const auto target = std::find(targets.begin(), targets.end(), error->target);
	if (target == targets.end())
		return session::NetworkError{{}, error->code, error->target.text() + ": " + text};
	return session::NetworkError{static_cast<std::uint16_t>(target - targets.begin()),
				     error->code, text};
}

} // namespace stamp::bpf
