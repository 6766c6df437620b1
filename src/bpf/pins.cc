// SPDX-License-Identifier: Apache-2.0
#include "bpf/pins.h"

#include <cerrno>
#include <string_view>

#include <bpf/bpf.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "bpf/pin_place.h"
#include "bpf/pinned.h"

namespace stamp::bpf {
namespace {

// "stamp_bp.rodata" is how libbpf calls the map of a section.
std::string pin_of(const bpf_map *map) {
	const std::string_view name = bpf_map__name(map);
	const std::size_t dot = name.rfind('.');
	return std::string(dot == std::string_view::npos ? name : name.substr(dot + 1));
}

Result<void> pin(int fd, const std::string &path) {
	if (bpf_obj_pin(fd, path.c_str()) != 0)
		return last_error("pin " + path);
	return {};
}

} // namespace

Result<void> pin_maps(const Object &object, const std::string &directory) {
	const bpf_map *map = nullptr;
	bpf_object__for_each_map(map, object.skeleton().obj) {
		if (!object.uses(map))
			continue;
		if (auto pinned = pin(bpf_map__fd(map), directory + "/" + pin_of(map)); !pinned)
			return pinned;
	}
	return {};
}

Result<Pins> Pins::create(const Object &object, const stamp_about &about) {
	if (auto mounted = mount_bpffs(); !mounted)
		return std::move(mounted).error();
	auto root = pin_root();
	if (!root)
		return std::move(root).error();
	const std::string iface = *root + "/" + pin_name(about.iface);
	remove_stale(iface);
	const std::string name = about.role == STAMP_ROLE_SENDER ? "/sender-" : "/reflector-";
	const std::string directory = iface + name + std::to_string(getpid());
	auto held = make_and_lock(directory);
	if (!held)
		return std::move(held).error();
	auto map = create_about(about);
	if (!map)
		return std::move(map).error();
	Pins pins(std::move(held).value(), std::move(map).value(), directory);
	if (auto pinned = pin(pins.about_.get(), directory + "/" + about_pin); !pinned)
		return std::move(pinned).error();
	if (auto pinned = pin_maps(object, directory); !pinned)
		return std::move(pinned).error();
	return pins;
}

Pins::~Pins() {
	if (lock_)
		remove_pins(directory_);
}

Result<void> Pins::add(int map, const char *name) {
	return pin(map, directory_ + "/" + name);
}

void Pins::update(const stamp_about &about) {
	if (auto written = write_about(about_, about); !written)
		spdlog::debug("{}", written.error().text());
}

std::optional<Pins> pin_or_say(const Object &object, const stamp_about &about) {
	auto pins = Pins::create(object, about);
	if (pins)
		return std::move(pins).value();
	spdlog::debug("stamp stats will not see this {}: {}",
		      about.role == STAMP_ROLE_SENDER ? "sender" : "reflector",
		      pins.error().text());
	return std::nullopt;
}

} // namespace stamp::bpf
