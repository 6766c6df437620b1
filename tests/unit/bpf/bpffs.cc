// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/bpffs.h"

#include "bpf/pin/names.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::bpf;

TEST_CASE("a bpffs takes no dot, and an interface's name has no colon") {
	CHECK(pin_name("eth0") == "eth0");
	CHECK(pin_name("eth0.100") == "eth0:100");
	for (const std::string name : {"eth0", "eth0.100", "a.b.c", ".", "x..y"}) {
		CHECK(pin_name(name).find('.') == std::string::npos);
		CHECK(iface_of(pin_name(name)) == name);
	}
}

TEST_CASE("the directory of a network namespace cannot be that of an interface") {
	constexpr std::size_t longest_iface = 15;
	CHECK(std::string("network-namespace-").size() > longest_iface);
}

TEST_CASE("the names that are ours are those of the maps and programs, and a few more") {
	for (const char *name : {"about", "tallies", "verdicts", "rodata", "bss", "link_in",
				 "link_out", "link_xdp", "stamp_refl_in", "stamp_send_xdp"})
		CHECK(is_our_pin(name));
	for (const char *name : {"", "passwd", "reflector", "link", "stamp"})
		CHECK_FALSE(is_our_pin(name));
}

TEST_CASE("nothing is looked for outside the bpffs") {
	for (const std::string path : {"/etc", "/sys/fs/bpfs/stamp", "/sys/fs/bpf"}) {
		const auto opened = open_directory(path);
		REQUIRE_FALSE(opened);
		CHECK(opened.error().code == ENOENT);
	}
}
