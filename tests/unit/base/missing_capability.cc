// SPDX-License-Identifier: Apache-2.0
#include "base/missing_capability.h"

#include <linux/capability.h>

#include "base/privilege.h"
#include "support/catch.h"
#include "unit/base/in_child.h"

using namespace stamp;
using privilege::cure_of;

TEST_CASE("who has no capabilities is shown the way to them") {
	CHECK(cure_of({}, "/usr/bin/stamp") ==
	      "as root, or once: setcap cap_bpf,cap_net_admin,cap_net_bind_service=p "
	      "/usr/bin/stamp");
}

TEST_CASE("what keeps the capabilities of the file out is named") {
	const auto names = [](const privilege::Obstacles &obstacles, const char *word) {
		return cure_of(obstacles, "stamp").find(word) != std::string::npos;
	};
	CHECK(names({.bounded = true}, "--cap-add BPF"));
	CHECK(names({.file_has_capabilities = true, .bounded = true}, "bounding set"));
	CHECK(names({.file_has_capabilities = true, .no_new_privs = true}, "NoNewPrivileges="));
	CHECK(names({.file_has_capabilities = true, .nosuid = true}, "nosuid"));
	// A file without capabilities has nothing to keep out.
	CHECK(names({.no_new_privs = true, .nosuid = true}, "setcap"));
}

TEST_CASE("an error of a missing capability has the cure with it") {
	CHECK(test::in_child([] {
		      CHILD_CHECK(privilege::drop_all());
		      const auto raised = privilege::Raised::create({CAP_BPF});
		      CHILD_CHECK(!raised);
		      CHILD_CHECK(!raised.error().cure.empty());
	      }) == test::child_passed);
}
