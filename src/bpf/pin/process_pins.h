// SPDX-License-Identifier: Apache-2.0
// The maps of a running process, pinned for `stamp stats` to read; gone with this object.
#pragma once

#include <optional>
#include <string>

#include "bpf/object/object.h"
#include "bpf/pin/bpffs.h"
#include "bpf/pin/instance_info.h"

namespace stamp::bpf {

// Every map that the object has: <directory>/<name of the map>.
Result<void> pin_maps(const Object &object, const std::string &directory);

class ProcessPins {
public:
	// First removes what killed processes left behind on this interface.
	static Result<ProcessPins> create(const Object &object, const stamp_about &about);

	ProcessPins(ProcessPins &&) = default;
	ProcessPins &operator=(ProcessPins &&) = delete;
	~ProcessPins();

	// One more map, which is not the object's.
	Result<void> add(int map, const char *name);
	// The interface came back under another number.
	void update(const stamp_about &about);

private:
	ProcessPins(LockedDir lock, Fd about, std::string directory)
		: lock_(std::move(lock)), about_(std::move(about)),
		  directory_(std::move(directory)) {}

	LockedDir lock_;
	Fd about_;
	std::string directory_;
};

} // namespace stamp::bpf
