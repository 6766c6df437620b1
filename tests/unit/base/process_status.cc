// SPDX-License-Identifier: Apache-2.0
#include "base/process_status.h"

#include <string>

#include "support/catch.h"

using namespace stamp;

namespace {

const std::string in_a_container = "Name:\tstamp\n"
				   "CapInh:\t0000000000000000\n"
				   "CapPrm:\t0000008000001000\n"
				   "CapEff:\t0000000000001000\n"
				   "CapBnd:\t0000008000001400\n"
				   "NoNewPrivs:\t1\n"
				   "Seccomp:\t2\n"
				   "Seccomp_filters:\t1\n";

} // namespace

TEST_CASE("capabilities and restrictions are read from the status of a process") {
	constexpr unsigned net_bind_service = 10, net_admin = 12, bpf = 39;
	const auto status = parse_process_status(in_a_container);
	REQUIRE(status);
	CHECK(status->may(bpf));
	CHECK(status->may(net_admin));
	CHECK_FALSE(status->may(net_bind_service));
	CHECK(status->is_bounded_to(net_bind_service));
	CHECK(status->effective == 0x1000);
	CHECK(status->no_new_privs);
	CHECK(status->has_seccomp);
}

TEST_CASE("a status without one of its lines is an error, but for that of seccomp") {
	for (const char *line : {"CapPrm", "CapEff", "CapBnd", "NoNewPrivs"}) {
		CAPTURE(line);
		std::string text = in_a_container;
		text.replace(text.find(line), 3, "xxx");
		CHECK_FALSE(parse_process_status(text));
	}
	const std::string old = in_a_container.substr(0, in_a_container.find("Seccomp:"));
	REQUIRE(parse_process_status(old));
	CHECK_FALSE(parse_process_status(old)->has_seccomp);
	CHECK_FALSE(parse_process_status(""));
}

TEST_CASE("this process has a status") {
	CHECK(process_status());
}
