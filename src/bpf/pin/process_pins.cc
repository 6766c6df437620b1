// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/process_pins.h"

#include <cerrno>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "bpf/pin/bpffs.h"
#include "bpf/pin/instances.h"
#include "bpf/pin/mount.h"

namespace stamp::bpf {
namespace {

// Another PID namespace, which shares the network and the bpffs, may have a process of our number.
constexpr int most_of_one_number = 64;

struct Taken {
	std::string directory;
	LockedDir held;
};

Result<Taken> take_directory(const std::string &wanted) {
	Error error;
	for (int i = 0; i < most_of_one_number; i++) {
		const std::string directory = i == 0 ? wanted : wanted + "-" + std::to_string(i);
		auto held = make_and_lock(directory, Wait::no);
		if (held)
			return Taken{directory, std::move(held).value()};
		error = std::move(held).error();
		if (error.code != EWOULDBLOCK)
			break;
	}
	return error;
}

} // namespace

Result<void> pin_maps(const Object &object, const std::string &directory) {
	for (const LoadedMap &map : object.maps()) {
		if (!map.is_used)
			continue;
		if (auto pinned = pin(map.fd.get(), directory, pin_of(map.name)); !pinned)
			return pinned;
	}
	return {};
}

Result<ProcessPins> ProcessPins::create(const Object &object, const stamp_about &about) {
	if (auto mounted = mount_bpffs(); !mounted)
		return std::move(mounted).error();
	auto root = pin_root();
	if (!root)
		return std::move(root).error();
	const std::string iface = *root + "/" + pin_name(about.iface);
	if (auto removed = remove_stale(iface); !removed)
		return std::move(removed).error();
	const std::string name = about.role == STAMP_ROLE_SENDER ? "/sender-" : "/reflector-";
	auto taken = take_directory(iface + name + std::to_string(getpid()));
	if (!taken)
		return std::move(taken).error();
	auto map = create_about(about);
	if (!map)
		return std::move(map).error();
	const std::string directory = taken->directory;
	ProcessPins pins(std::move(taken->held), std::move(map).value(), directory);
	if (auto pinned = pin(pins.about_.get(), directory, about_pin); !pinned)
		return std::move(pinned).error();
	if (auto pinned = pin_maps(object, directory); !pinned)
		return std::move(pinned).error();
	return pins;
}

ProcessPins::~ProcessPins() {
	if (lock_.fd() < 0)
		return; // moved from
	if (auto removed = remove_pins(directory_); !removed)
		spdlog::debug("{}", removed.error().text());
}

Result<void> ProcessPins::add(int map, const char *name) {
	return pin(map, directory_, name);
}

void ProcessPins::update(const stamp_about &about) {
	if (auto written = write_about(about_, about); !written)
		spdlog::debug("{}", written.error().text());
}

} // namespace stamp::bpf
