// SPDX-License-Identifier: Apache-2.0
#include "bpf/persistent_setup.h"

#include "bpf/attach/persistent.h"
#include "bpf/object/key_map.h"
#include "bpf/pin/bpffs.h"
#include "bpf/pin/process_pins.h"
#include "bpf/pin/sessions.h"
#include "bpf/pin/settings.h"

namespace stamp::bpf {
namespace {

// .bss: how far the total rate is used up, and where the search for room goes on.
constexpr const char *kept_maps[] = {"verdicts", "tlv_notes", "sources", ".bss"};

Result<void> keep(const std::string &directory, const std::string &name,
		  std::vector<ReusedMap> &maps) {
	auto map = open_pin(directory, name.substr(name.rfind('.') + 1));
	if (!map)
		return std::move(map).error();
	maps.push_back({name, std::move(map).value()});
	return {};
}

} // namespace

Result<std::vector<ReusedMap>> open_kept(const std::string &directory,
					 const session::ReflectorSpec &spec) {
	std::vector<ReusedMap> maps;
	if (spec.keeps_keys)
		if (auto kept = keep(directory, keys_map.name, maps); !kept)
			return std::move(kept).error();
	for (const char *name : kept_maps)
		if (auto kept = keep(directory, name, maps); !kept)
			return std::move(kept).error();
	const auto sessions = Sessions::open(directory);
	if (!sessions)
		return sessions.error();
	if (!*sessions || (*sessions)->most() != spec.sessions())
		return maps; // they start empty
	for (const char *name : {sessions_map.name, places_pin, session_counts_pin})
		if (auto kept = keep(directory, name, maps); !kept)
			return std::move(kept).error();
	return maps;
}

Result<Prepared> prepare(const net::Interface &iface, const PersistentSetup &setup,
			 const std::vector<ReusedMap> &kept, const std::string &directory,
			 stamp_about &about) {
	const session::ReflectorSpec &spec = setup.spec;
	auto object = Object::load(Role::reflector, about.cfg, 0, {spec.hook == Hook::xdp}, kept);
	if (!object)
		return std::move(object).error();
	const auto own = net::local_addresses(iface.index);
	if (!own)
		return own.error();
	const auto addresses = net::answered(*own, spec.addresses);
	if (auto room = session::check_room(addresses); !room)
		return std::move(room).error();
	if (auto filled = fill_local(*object, session::local_table(addresses), {}); !filled)
		return std::move(filled).error();
	if (auto filled = fill_allowed(*object, spec.allow); !filled)
		return std::move(filled).error();
	if (auto filled = fill_ssids(*object, spec.ssids); !filled)
		return std::move(filled).error();
	if (setup.keys)
		if (auto written = write_keys(object->map("keys"), *setup.keys); !written)
			return std::move(written).error();
	setup.clock.write(object->live());
	object->live().admission_epoch =
		about.live.admission_epoch + 1; // sources are examined again
	write_macs(iface, object->live());
	about.live = object->live();
	about.programs = object->program_ids();
	about.some_addresses = !spec.addresses.empty();
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
