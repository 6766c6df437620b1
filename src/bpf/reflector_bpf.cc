// SPDX-License-Identifier: Apache-2.0
#include "bpf/reflector_bpf.h"

#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "base/privilege.h"
#include "bpf/attach/attached.h"
#include "bpf/object/limited_sources.h"
#include "bpf/pin/settings.h"
#include "session/port_claim.h"
#include "session/reflector_cfg.h"

namespace stamp::bpf {
namespace {

// The maps that stay when the programs are loaded again: all but those that are filled again.
std::vector<ReusedMap> kept_maps(const Object &object) {
	std::vector<ReusedMap> kept;
	for (const LoadedMap &map : object.maps()) {
		const bool is_filled = map.name == "local" || map.name.ends_with(".data") ||
				       map.name.ends_with(".rodata");
		if (!is_filled && map.is_used && map.fd)
			kept.push_back({map.name, Fd(fcntl(map.fd.get(), F_DUPFD_CLOEXEC, 3))});
	}
	return kept;
}

// What is read or written while it runs. With two hundred interfaces each descriptor counts.
std::vector<std::string_view> maps_of_a_process(const Object &object) {
	std::vector<std::string_view> names = {"verdicts", "tlv_notes", "local", "sources"};
	for (const char *name : {"keys", "ring"})
		if (object.uses(name))
			names.emplace_back(name);
	return names;
}

} // namespace

Result<void> ReflectorBpf::claim_ports(const net::Interface &iface) {
	for (const std::uint16_t port : spec_.ports) {
		auto claim = net::Claim::claim(session::reflector_claim(iface.index, port));
		if (!claim || has_persistent_reflector(iface, port))
			return session::port_in_use(iface, port);
		claims_.push_back(std::move(claim).value());
	}
	return {};
}

bool ReflectorBpf::fits(const net::Interface &iface, bool has_card) const {
	// A bound program dies with its device, which may come back with the same number.
	const bool is_bound_right = !object_->is_bound() && !has_card;
	return is_bound_right && loaded_for_.has_mac == iface.has_mac &&
	       loaded_for_.is_loopback == iface.is_loopback;
}

Result<void> ReflectorBpf::load(const net::Interface &iface, std::optional<CardClock> card) {
	const bool has_card = card.has_value();
	card_ = std::move(card);
	if (object_ && fits(iface, has_card))
		return {};
	stamp_cfg cfg = session::reflector_cfg(spec_, iface);
	cfg.hardware_times = has_card;
	auto object = Object::load(Role::reflector, cfg, 0,
				   {spec_.hook == Hook::xdp, has_card ? iface.index : 0},
				   object_ ? kept_maps(*object_) : std::vector<ReusedMap>{});
	if (!object)
		return std::move(object).error();
	if (auto filled = fill_allowed(*object, spec_.allow); !filled)
		return filled;
	if (auto filled = fill_ssids(*object, spec_.ssids); !filled)
		return filled;
	if (keys_)
		if (auto written = write_keys(object->map("keys"), *keys_); !written)
			return written;
	if (spec_.report_answers) {
		auto records = Records::open(*object);
		if (!records)
			return std::move(records).error();
		records_ = std::move(records).value();
	}
	pins_.reset();
	object_ = std::move(object).value();
	keys_.reset();
	addresses_.clear();
	loaded_for_ = iface;
	return {};
}

// What the first packet finds is complete: attached is last.
Result<void> ReflectorBpf::load_and_attach(const net::Interface &iface,
					   const std::vector<net::LocalAddress> &addresses,
					   std::optional<CardClock> card) {
	if (auto loaded = load(iface, std::move(card)); !loaded)
		return loaded;
	if (clock_)
		set_clock(*clock_);
	if (auto set = set_addresses(iface, addresses); !set)
		return set;
	auto attachment = bpf::attach(*object_, iface, spec_.hook);
	if (!attachment)
		return std::move(attachment).error();
	attachment_ = std::move(attachment).value();
	return {};
}

Result<void> ReflectorBpf::attach(const net::Interface &iface,
				  const std::vector<net::LocalAddress> &addresses) {
	detach();
	if (auto claimed = claim_ports(iface); !claimed) {
		detach();
		return claimed;
	}
	const auto raised = privilege::Raised::create({CAP_BPF, CAP_NET_ADMIN});
	if (!raised)
		return raised.error();
	auto done = with_clock(iface, spec_.hook, spec_.timestamp_source,
			       [&](std::optional<CardClock> card) {
				       return load_and_attach(iface, addresses, std::move(card));
			       });
	if (!done)
		return done;
	stamp_about about = reflector_about(spec_, iface, attachment_->hook());
	about.cfg = object_->cfg();
	about.programs = object_->program_ids();
	about.since_ns = since_ns_ = since_ns_ ? since_ns_ : about.since_ns;
	if (pins_)
		pins_->update(about);
	else
		pin(about);
	// One that is bound to its device is loaded again with each attaching, and keeps all.
	if (!object_->is_bound())
		object_->close_maps_but(maps_of_a_process(*object_));
	return {};
}

void ReflectorBpf::pin(const stamp_about &about) {
	auto pins = ProcessPins::create(*object_, about);
	why_not_pinned_ = pins ? "" : pins.error().text();
	if (pins)
		pins_.emplace(std::move(pins).value());
}

void ReflectorBpf::detach() {
	attachment_.reset();
	claims_.clear();
}

Result<void> ReflectorBpf::set_addresses(const net::Interface &iface,
					 const std::vector<net::LocalAddress> &addresses) {
	if (!object_)
		return {};
	write_macs(iface, object_->live());
	session::LocalTable wanted = session::local_table(addresses);
	if (wanted != addresses_) {
		if (auto filled = fill_local(*object_, wanted, addresses_); !filled)
			return filled;
		addresses_ = std::move(wanted);
		object_->live().admission_epoch++;
	}
	return session::check_room(addresses);
}

// Without a capability: the kernel wants one to make a map, not to write into one's own.
Result<void> ReflectorBpf::set_keys(session::SharedKeys keys) {
	key_writer_.reset();
	if (!object_) {
		keys_ = std::move(keys);
		return {};
	}
	auto writer = KeyWriter::create(object_->map("keys"), std::move(keys));
	if (!writer)
		return std::move(writer).error();
	key_writer_.emplace(std::move(writer).value());
	return {};
}

Result<bool> ReflectorBpf::go_on() {
	if (!key_writer_)
		return false;
	auto more = key_writer_->go_on();
	if (!more || !*more)
		key_writer_.reset();
	return more;
}

void ReflectorBpf::set_clock(const session::WireClock &clock) {
	clock_ = clock;
	if (object_)
		write_clock(clock, card_, *object_);
}

session::HardwareTimes ReflectorBpf::hardware_times() const {
	return object_ ? object_->hardware_times() : session::HardwareTimes{};
}

Duration ReflectorBpf::receive_error() const {
	return card_ ? card_->error() : Duration{};
}

session::Verdicts ReflectorBpf::verdicts() const {
	return object_ ? object_->verdicts() : session::Verdicts{};
}

std::vector<session::LimitedSource> ReflectorBpf::limited_sources() const {
	return object_ ? read_limited_sources(object_->map("sources"), spec_.rate_pps)
		       : std::vector<session::LimitedSource>{};
}

session::TlvNotes ReflectorBpf::tlv_notes() const {
	return object_ ? object_->tlv_notes() : session::TlvNotes{};
}

bool ReflectorBpf::drain(const session::RecordHandler &handler) {
	return records_ && records_->drain(handler);
}

int ReflectorBpf::wake_fd() const {
	return records_ ? records_->fd() : -1;
}

Result<std::string> ReflectorBpf::detached() const {
	return attachment_ ? attachment_->detached() : names_of_programs(false, true, true);
}

std::string ReflectorBpf::hook() const {
	return attachment_ ? attachment_->hook() : "none";
}

} // namespace stamp::bpf
