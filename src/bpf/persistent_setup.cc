// SPDX-License-Identifier: Apache-2.0
#include "bpf/persistent_setup.h"

#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>

#include "bpf/attach/persistent.h"
#include "bpf/pin/bpffs.h"
#include "bpf/pin/pinned_map.h"
#include "bpf/pin/process_pins.h"
#include "bpf/pin/sessions.h"
#include "bpf/pin/settings.h"

namespace stamp::bpf {
namespace {

constexpr const char *keys_pin = "keys";
// .bss: how far the total rate is used up, and where the search for room goes on.
constexpr const char *kept_maps[] = {"verdicts", "tlv_notes", "sources", ".bss"};

Result<void> keep(const std::string &directory, const std::string &name,
		  std::vector<ReusedMap> &maps) {
	auto map = open_map(directory, name.substr(name.rfind('.') + 1));
	if (!map)
		return std::move(map).error();
	maps.push_back({name, std::move(map).value()});
	return {};
}

Result<std::vector<net::LocalAddress>> addresses_for(const net::Interface &iface,
						     const PersistentSettings &settings) {
	auto addresses = net::local_addresses(iface.index);
	if (!addresses || settings.addresses.empty())
		return addresses;
	std::erase_if(*addresses, [](auto &a) { return a.kind == STAMP_LOCAL_UNICAST; });
	for (const net::Address &address : settings.addresses)
		addresses->insert(addresses->begin(), {address, STAMP_LOCAL_UNICAST});
	return addresses;
}

} // namespace

Result<PersistentSettings> settings_of(const Instance &reflector) {
	if (!reflector.about)
		return reflector.why_not;
	const stamp_about &about = *reflector.about;
	PersistentSettings settings;
	settings.datapath.format = static_cast<stamp_format>(about.format);
	settings.datapath.ports.assign(about.ports, about.ports + about.port_count);
	settings.datapath.rate_pps = about.rate_pps;
	settings.datapath.total_rate_pps = about.total_rate_pps;
	settings.datapath.max_sessions = about.max_sessions;
	settings.datapath.sessions_per_source = about.sessions_per_source;
	settings.datapath.session_timeout =
		Duration{static_cast<std::int64_t>(about.session_timeout_ns)};
	settings.datapath.authenticated = about.authenticated;
	settings.datapath.keeps_keys = about.has_keys;
	settings.datapath.tlvs = about.tlvs;
	const PersistentHook *hook = persistent_hook(about.hook);
	if (!hook)
		return Error{EPROTO, std::string("hook ") + about.hook};
	settings.datapath.hook = hook->kind();
	auto allow = pinned_prefixes(reflector);
	if (!allow)
		return std::move(allow).error();
	settings.datapath.allow = std::move(allow).value();
	auto ssids = pinned_ssids(reflector);
	if (!ssids)
		return std::move(ssids).error();
	settings.datapath.ssids = std::move(ssids).value();
	if (about.some_addresses) {
		auto addresses = pinned_addresses(reflector);
		if (!addresses)
			return std::move(addresses).error();
		for (const net::Prefix &prefix : *addresses)
			settings.addresses.push_back(prefix.address);
	}
	return settings;
}

Result<std::vector<ReusedMap>> open_kept(const std::string &directory,
					 const ReflectorDatapathSettings &settings) {
	std::vector<ReusedMap> maps;
	if (settings.keeps_keys)
		if (auto kept = keep(directory, keys_pin, maps); !kept)
			return std::move(kept).error();
	for (const char *name : kept_maps)
		if (auto kept = keep(directory, name, maps); !kept)
			return std::move(kept).error();
	const auto sessions = Sessions::open(directory);
	if (!sessions && sessions.error().code != ENOENT)
		return sessions.error();
	if (!sessions || sessions->most() != settings.max_sessions)
		return maps; // they begin anew
	for (const char *name : {sessions_pin, places_pin, session_counts_pin})
		if (auto kept = keep(directory, name, maps); !kept)
			return std::move(kept).error();
	return maps;
}

Result<Prepared> prepare(const net::Interface &iface, const PersistentSettings &settings,
			 const session::WireClock &clock, const std::vector<ReusedMap> &kept,
			 const std::string &directory, stamp_about &about) {
	stamp_cfg cfg = reflector_cfg(settings.datapath, iface);
	auto object =
		Object::load(Role::reflector, cfg, 0, {settings.datapath.hook == Hook::xdp}, kept);
	if (!object)
		return std::move(object).error();
	const auto addresses = addresses_for(iface, settings);
	if (!addresses)
		return addresses.error();
	if (auto room = check_room(*addresses); !room)
		return std::move(room).error();
	if (auto filled = fill_local(*object, local_table(*addresses), {}); !filled)
		return std::move(filled).error();
	if (auto filled = fill_allowed(*object, settings.datapath.allow); !filled)
		return std::move(filled).error();
	if (auto filled = fill_ssids(*object, settings.datapath.ssids); !filled)
		return std::move(filled).error();
	if (auto filled = fill_keys(*object, settings.datapath); !filled)
		return std::move(filled).error();
	clock.write(object->live());
	object->live().admission_epoch =
		about.live.admission_epoch + 1; // sources are examined anew
	write_macs(iface, object->live());
	about.live = object->live();
	about.programs = object->program_ids();
	about.some_addresses = !settings.addresses.empty();
	if (auto made = make_directory(directory); !made)
		return std::move(made).error();
	auto map = create_about(about);
	if (!map)
		return std::move(map).error();
	if (auto pinned = pin(map->get(), directory, about_pin); !pinned)
		return std::move(pinned).error();
	if (auto pinned = pin_maps(*object, directory); !pinned)
		return std::move(pinned).error();
	for (const Program *program : {&object->ingress(), &object->egress(), &object->xdp()}) {
		if (!program->fd)
			continue; // not loaded
		if (auto pinned = pin(program->fd.get(), directory, program->name); !pinned)
			return std::move(pinned).error();
	}
	return Prepared{std::move(object).value(), std::move(map).value()};
}

} // namespace stamp::bpf
