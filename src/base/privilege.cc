// SPDX-License-Identifier: Apache-2.0
#include "base/privilege.h"

#include <cerrno>
#include <string>

#include <cap-ng.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/missing_capability.h"

namespace stamp::privilege {
namespace {

// libcap-ng edits a copy of the thread's sets; every change starts from a fresh one.
Result<void> read_sets() {
	if (capng_get_caps_process() != 0)
		return Error{EINVAL, "read the capabilities of this process"};
	return {};
}

Result<void> apply(capng_select_t sets) {
	errno = 0;
	if (capng_apply(sets) != 0)
		return Error{errno ? errno : EPERM, "set the capabilities of this process"};
	return {};
}

bool is_permitted(Capability capability) {
	return capng_have_capability(CAPNG_PERMITTED, capability) == 1;
}

// CAP_SYS_ADMIN does what CAP_BPF and CAP_PERFMON do; container engines older than those two
// capabilities can grant nothing else.
Capability what_serves(Capability wanted) {
	const bool replaceable = wanted == CAP_BPF || wanted == CAP_PERFMON;
	return replaceable && !is_permitted(wanted) && is_permitted(CAP_SYS_ADMIN) ? CAP_SYS_ADMIN
										   : wanted;
}

Capabilities what_serve(const Capabilities &wanted) {
	Capabilities serving;
	for (const Capability capability : wanted)
		serving.push_back(what_serves(capability));
	return serving;
}

std::string name_of(Capability capability) {
	const char *name = capng_capability_to_name(capability);
	std::string text = name ? "CAP_" + std::string(name) : "CAP_" + std::to_string(capability);
	for (char &c : text)
		if (c >= 'a' && c <= 'z')
			c = static_cast<char>(c - 'a' + 'A');
	return text;
}

Result<void> all_permitted(const Capabilities &wanted) {
	std::vector<std::string> missing;
	for (const Capability capability : wanted)
		if (!is_permitted(capability))
			missing.push_back(name_of(capability));
	if (missing.empty())
		return {};

	std::string what = "missing " + missing.front();
	for (std::size_t i = 1; i < missing.size(); i++)
		what += (i + 1 == missing.size() ? " and " : ", ") + missing[i];
	return Error{EPERM, std::move(what), cure_of_missing(wanted), Reason::missing_capability};
}

// Of `wanted`, all permitted, what is not effective yet becomes so and is returned.
Result<Capabilities> raise(const Capabilities &wanted) {
	Capabilities raised;
	for (const Capability capability : wanted)
		if (capng_have_capability(CAPNG_EFFECTIVE, capability) != 1)
			raised.push_back(capability);
	for (const Capability capability : raised)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE, capability);
	if (raised.empty())
		return raised;
	if (auto applied = apply(CAPNG_SELECT_CAPS); !applied)
		return std::move(applied).error();
	return raised;
}

// Only CAP_SETPCAP can shrink the bounding set. Without it no_new_privs alone has to hold.
Result<void> empty_bounding_set() {
	if (!is_permitted(CAP_SETPCAP))
		return {};
	if (auto raised = raise({CAP_SETPCAP}); !raised)
		return std::move(raised).error();
	capng_clear(CAPNG_SELECT_BOUNDS);
	return apply(CAPNG_SELECT_BOUNDS);
}

// The sets are read back: a drop that only seemed to work must not go unnoticed.
Result<void> check_kept(const Capabilities &kept) {
	if (auto read = read_sets(); !read)
		return read;
	for (const Capability capability : kept)
		capng_update(CAPNG_DROP, CAPNG_PERMITTED, capability);
	if (capng_have_capabilities(CAPNG_SELECT_CAPS) != CAPNG_NONE ||
	    capng_have_permitted_capabilities() != CAPNG_NONE)
		return Error{EPERM, "drop capabilities: some are still there"};
	return {};
}

} // namespace

bool has(Capability capability) {
	return read_sets() && is_permitted(what_serves(capability));
}

Result<void> lower_to_the_callers() {
	if (getuid() == 0)
		return {};
	if (auto read = read_sets(); !read)
		return read;
	bool lowers = false;
	for (Capability capability = 0; capability <= CAP_LAST_CAP; capability++)
		if (capng_have_capability(CAPNG_EFFECTIVE, capability) == 1 &&
		    capng_have_capability(CAPNG_AMBIENT, capability) != 1) {
			capng_update(CAPNG_DROP, CAPNG_EFFECTIVE, capability);
			lowers = true;
		}
	return lowers ? apply(CAPNG_SELECT_CAPS) : Result<void>();
}

Result<void> drop_all() {
	return keep_permitted({});
}

Result<void> keep_permitted(const Capabilities &kept) {
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return last_error("forbid new privileges");
	if (auto read = read_sets(); !read)
		return read;

	Capabilities left;
	for (const Capability capability : what_serve(kept))
		if (is_permitted(capability))
			left.push_back(capability);

	if (auto emptied = empty_bounding_set(); !emptied)
		return emptied;
	capng_clear(CAPNG_SELECT_ALL);
	for (const Capability capability : left)
		capng_update(CAPNG_ADD, CAPNG_PERMITTED, capability);
	if (auto applied = apply(CAPNG_SELECT_CAPS); !applied)
		return applied;
	if (auto applied = apply(CAPNG_SELECT_AMBIENT); !applied)
		return applied;
	return check_kept(left);
}

Result<Raised> Raised::create(const Capabilities &wanted) {
	if (auto read = read_sets(); !read)
		return std::move(read).error();
	const Capabilities serving = what_serve(wanted);
	if (auto permitted = all_permitted(serving); !permitted)
		return std::move(permitted).error();
	auto raised = raise(serving);
	if (!raised)
		return std::move(raised).error();
	return Raised(*std::move(raised));
}

Result<Raised> Raised::where_permitted(const Capabilities &wanted) {
	Capabilities there;
	for (const Capability capability : wanted)
		if (has(capability))
			there.push_back(capability);
	return create(there);
}

Raised::~Raised() {
	if (raised_.empty() || !read_sets())
		return;
	for (const Capability capability : raised_)
		capng_update(CAPNG_DROP, CAPNG_EFFECTIVE, capability);
	// Giving up an effective capability cannot be refused.
	static_cast<void>(apply(CAPNG_SELECT_CAPS));
}

} // namespace stamp::privilege
