// SPDX-License-Identifier: Apache-2.0
#include "app/datapaths.h"

#include <cerrno>

#include "support/catch.h"

using namespace stamp;

TEST_CASE("only what keeps BPF programs away is a reason for another kind of datapath") {
	for (const int code : {EPERM, ENOSYS, EOPNOTSUPP})
		CHECK(app::keeps_programs_away({code, "load the BPF programs"}));
	CHECK(app::keeps_programs_away({EPERM, {}, {}, Reason::wants_perfmon}));
	// Of these somebody has to know.
	for (const int code : {0, EINVAL, ENOENT, ENOMEM, E2BIG, EBUSY, ENODEV, EMFILE})
		CHECK_FALSE(app::keeps_programs_away({code, "load the BPF programs"}));
	CHECK_FALSE(app::keeps_programs_away({EPERM, {}, {}, Reason::other_program}));
	CHECK_FALSE(app::keeps_programs_away({ENOENT, {}, {}, Reason::detached_by_other}));
}
