// SPDX-License-Identifier: Apache-2.0
#include "base/missing_capability.h"

#include <algorithm>
#include <array>

#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace stamp::privilege {
namespace {

constexpr const char *own_file = "/proc/self/exe";

bool has_file_capabilities() {
	return getxattr(own_file, "security.capability", nullptr, 0) > 0;
}

bool is_nosuid() {
	struct statvfs of_file {};
	return statvfs(own_file, &of_file) == 0 && (of_file.f_flag & ST_NOSUID) != 0;
}

bool is_bounded(const std::vector<unsigned> &missing) {
	return std::any_of(missing.begin(), missing.end(), [](unsigned capability) {
		return prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 0;
	});
}

std::string path_of_own_file() {
	std::array<char, 4096> path{};
	const ssize_t length = readlink(own_file, path.data(), path.size());
	return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : "stamp";
}

} // namespace

std::string cure_of(const Obstacles &obstacles, const std::string &file) {
	if (obstacles.bounded)
		return "--cap-add BPF --cap-add NET_ADMIN of the container, "
		       "CapabilityBoundingSet= of systemd: the bounding set keeps it out";
	if (obstacles.file_has_capabilities && obstacles.no_new_privs)
		return "without no-new-privileges of the container, NoNewPrivileges= of systemd: "
		       "they keep the capabilities of the file out";
	if (obstacles.file_has_capabilities && obstacles.nosuid)
		return "a file system that is not mounted nosuid, which keeps the capabilities of "
		       "the file out";
	return "as root, or once: setcap cap_bpf,cap_net_admin,cap_net_bind_service=p " + file;
}

std::string cure_of_missing(const std::vector<unsigned> &missing) {
	return cure_of({.file_has_capabilities = has_file_capabilities(),
			.no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
			.bounded = is_bounded(missing),
			.nosuid = is_nosuid()},
		       path_of_own_file());
}

} // namespace stamp::privilege
