// SPDX-License-Identifier: Apache-2.0
#include "base/privilege.h"

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "support/catch.h"
#include "unit/base/in_child.h"

using namespace stamp;
using privilege::Raised;

namespace {

constexpr std::uint64_t bit(unsigned capability) {
	return std::uint64_t{1} << capability;
}
constexpr std::uint64_t net_pair = bit(CAP_NET_ADMIN) | bit(CAP_NET_RAW);

// CapEff, CapPrm, CapInh, CapBnd or CapAmb of this process.
std::uint64_t set_of(const std::string &name) {
	std::ifstream status("/proc/self/status");
	std::string word;
	while (status >> word)
		if (word == name + ":" && status >> word)
			return std::stoull(word, nullptr, 16);
	return ~std::uint64_t{0};
}

// For a child that needs capabilities to give away: root, or a user with these two.
void need_net_pair() {
	if ((set_of("CapPrm") & net_pair) != net_pair)
		test::skip_child("needs CAP_NET_ADMIN and CAP_NET_RAW to give away");
}

// User 65534 with everything permitted and nothing effective, as after an exec of a file with
// capabilities but without its effective bit.
void become_nobody_with_capabilities() {
	if (getuid() != 0 || !(set_of("CapEff") & bit(CAP_SETUID)))
		test::skip_child("needs root to become another user");
	CHILD_CHECK(prctl(PR_SET_KEEPCAPS, 1) == 0);
	CHILD_CHECK(setresuid(65534, 65534, 65534) == 0);
	CHILD_CHECK(set_of("CapEff") == 0);
}

// As after an exec of a file of `setcap ...+ep`.
void raise_all_that_is_permitted() {
	__user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
	__user_cap_data_struct sets[2]{};
	CHILD_CHECK(syscall(SYS_capget, &head, sets) == 0);
	for (auto &set : sets)
		set.effective = set.permitted;
	CHILD_CHECK(syscall(SYS_capset, &head, sets) == 0);
}

void make_ambient(unsigned capability) {
	__user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
	__user_cap_data_struct sets[2]{};
	CHILD_CHECK(syscall(SYS_capget, &head, sets) == 0);
	sets[0].inheritable |= static_cast<unsigned>(bit(capability));
	CHILD_CHECK(syscall(SYS_capset, &head, sets) == 0);
	CHILD_CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0);
}

void lose_setpcap() {
	__user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
	__user_cap_data_struct sets[2]{};
	CHILD_CHECK(syscall(SYS_capget, &head, sets) == 0);
	sets[0].effective &= static_cast<unsigned>(~bit(CAP_SETPCAP));
	sets[0].permitted &= static_cast<unsigned>(~bit(CAP_SETPCAP));
	CHILD_CHECK(syscall(SYS_capset, &head, sets) == 0);
}

// What an exec of another program has in `name`. Ends this process.
[[noreturn]] void exec_and_expect_none(const char *name) {
	const std::string script = std::string("grep -q '^") + name +
				   ":[[:space:]]*0000000000000000$' /proc/self/status";
	execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
	_exit(1);
}

void check_all_gone() {
	for (const char *name : {"CapEff", "CapPrm", "CapInh", "CapAmb"})
		CHILD_CHECK(set_of(name) == 0);
	CHILD_CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

} // namespace

TEST_CASE("nothing is required of nobody") {
	CHECK(Raised::create({}));
}

TEST_CASE("every missing capability is named") {
	CHECK(test::in_child([] {
		      CHILD_CHECK(privilege::drop_all());
		      const auto one = Raised::create({CAP_BPF});
		      CHILD_CHECK(!one);
		      CHILD_CHECK(one.error().code == EPERM);
		      CHILD_CHECK(one.error().what == "missing CAP_BPF");
		      CHILD_CHECK(Raised::create({CAP_BPF, CAP_NET_ADMIN}).error().what ==
				  "missing CAP_BPF and CAP_NET_ADMIN");
		      CHILD_CHECK(Raised::create({CAP_BPF, CAP_NET_ADMIN, CAP_NET_BIND_SERVICE})
					  .error()
					  .what ==
				  "missing CAP_BPF, CAP_NET_ADMIN and CAP_NET_BIND_SERVICE");
	      }) == test::child_passed);
}

TEST_CASE("dropping works without anything to drop, and twice") {
	CHECK(test::in_child([] {
		      CHILD_CHECK(privilege::drop_all());
		      check_all_gone();
		      CHILD_CHECK(privilege::drop_all());
		      CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN}));
		      check_all_gone();
	      }) == test::child_passed);
}

TEST_CASE("root drops everything, the bounding set too") {
	const int status = test::in_child([] {
		need_net_pair();
		const bool can_bound = set_of("CapPrm") & bit(CAP_SETPCAP);
		CHILD_CHECK(privilege::drop_all());
		check_all_gone();
		CHILD_CHECK(!can_bound || set_of("CapBnd") == 0);
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("an exec gives root nothing back") {
	const int status = test::in_child([] {
		need_net_pair();
		CHILD_CHECK(privilege::drop_all());
		exec_and_expect_none("CapPrm");
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("an exec gives root nothing back where the bounding set could not be emptied") {
	const int status = test::in_child([] {
		need_net_pair();
		lose_setpcap();
		CHILD_CHECK(privilege::drop_all());
		CHILD_CHECK(set_of("CapBnd") != 0);
		exec_and_expect_none("CapPrm");
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what is kept is permitted and not effective") {
	const int status = test::in_child([] {
		need_net_pair();
		CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN, CAP_NET_RAW}));
		CHILD_CHECK(set_of("CapEff") == 0);
		CHILD_CHECK(set_of("CapPrm") == net_pair);
		CHILD_CHECK(set_of("CapInh") == 0);
		CHILD_CHECK(set_of("CapAmb") == 0);
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("a permitted capability is raised for as long as it is held") {
	const int status = test::in_child([] {
		need_net_pair();
		CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN, CAP_NET_RAW}));
		{
			auto outer = Raised::create({CAP_NET_ADMIN});
			CHILD_CHECK(outer);
			CHILD_CHECK(set_of("CapEff") == bit(CAP_NET_ADMIN));
			{
				const auto inner = Raised::create({CAP_NET_ADMIN, CAP_NET_RAW});
				CHILD_CHECK(inner);
				CHILD_CHECK(set_of("CapEff") == net_pair);
			}
			CHILD_CHECK(set_of("CapEff") == bit(CAP_NET_ADMIN));
			const Raised moved = *std::move(outer);
			CHILD_CHECK(set_of("CapEff") == bit(CAP_NET_ADMIN));
		}
		CHILD_CHECK(set_of("CapEff") == 0);
		CHILD_CHECK(set_of("CapPrm") == net_pair);
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what is not permitted is not raised, nor what was asked for with it") {
	const int status = test::in_child([] {
		need_net_pair();
		CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN}));
		const auto raised = Raised::create({CAP_NET_ADMIN, CAP_NET_RAW});
		CHILD_CHECK(!raised);
		CHILD_CHECK(raised.error().code == EPERM);
		CHILD_CHECK(raised.error().what == "missing CAP_NET_RAW");
		CHILD_CHECK(set_of("CapEff") == 0);
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("a user with permitted capabilities gets what is required and gives it away again") {
	const int status = test::in_child([] {
		become_nobody_with_capabilities();
		const auto raised = Raised::create({CAP_NET_ADMIN, CAP_NET_RAW});
		CHILD_CHECK(raised);
		CHILD_CHECK(set_of("CapEff") == net_pair);
		CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN}));
		CHILD_CHECK(set_of("CapPrm") == bit(CAP_NET_ADMIN));
		CHILD_CHECK(set_of("CapEff") == 0);
		CHILD_CHECK(set_of("CapBnd") == 0); // CAP_SETPCAP was permitted
		CHILD_CHECK(Raised::create({CAP_NET_ADMIN}));
		CHILD_CHECK(privilege::drop_all());
		check_all_gone();
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("ambient and inheritable capabilities go with the others") {
	const int status = test::in_child([] {
		need_net_pair();
		if (!(set_of("CapEff") & bit(CAP_SETPCAP)))
			test::skip_child("needs CAP_SETPCAP to have an ambient capability");
		__user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
		__user_cap_data_struct sets[2]{};
		CHILD_CHECK(syscall(SYS_capget, &head, sets) == 0);
		sets[0].inheritable = bit(CAP_NET_ADMIN);
		CHILD_CHECK(syscall(SYS_capset, &head, sets) == 0);
		CHILD_CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0) == 0);
		CHILD_CHECK(set_of("CapAmb") == bit(CAP_NET_ADMIN));
		CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN}));
		CHILD_CHECK(set_of("CapAmb") == 0);
		CHILD_CHECK(set_of("CapInh") == 0);
		CHILD_CHECK(set_of("CapPrm") == bit(CAP_NET_ADMIN));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what a file brings along is lowered, and what the caller had stays effective") {
	const int status = test::in_child([] {
		become_nobody_with_capabilities();
		raise_all_that_is_permitted();
		make_ambient(CAP_NET_RAW);
		CHILD_CHECK((set_of("CapEff") & net_pair) == net_pair);
		CHILD_CHECK(privilege::lower_to_the_callers());
		CHILD_CHECK(set_of("CapEff") == bit(CAP_NET_RAW));
		CHILD_CHECK(Raised::create({CAP_NET_ADMIN}));
		CHILD_CHECK(set_of("CapEff") == bit(CAP_NET_RAW));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("root keeps what is effective") {
	const int status = test::in_child([] {
		need_net_pair();
		const auto before = set_of("CapEff");
		if (getuid() != 0)
			test::skip_child("needs root");
		CHILD_CHECK(privilege::lower_to_the_callers());
		CHILD_CHECK(set_of("CapEff") == before);
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("of what is permitted only that is raised") {
	const int status = test::in_child([] {
		need_net_pair();
		CHILD_CHECK(privilege::keep_permitted({CAP_NET_ADMIN}));
		const auto raised = Raised::where_permitted({CAP_NET_ADMIN, CAP_NET_RAW});
		CHILD_CHECK(raised);
		CHILD_CHECK(set_of("CapEff") == bit(CAP_NET_ADMIN));
	});
	CHECK(test::passed_or_skipped(status));
}
