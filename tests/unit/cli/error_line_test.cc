// SPDX-License-Identifier: Apache-2.0
#include "cli/error_line.h"

#include <cerrno>

#include "cli/exit_code.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::cli;

TEST_CASE("an error is one line, and a second when there is a cure") {
	CHECK(error_lines("--count: no") == "stamp: --count: no\n");
	CHECK(error_lines("--count: no", "-c 1") == "stamp: --count: no\ntry: -c 1\n");
	CHECK(error_lines("a\nb\x1b[1m\x7f", "c\td") == "stamp: a?b?[1m?\ntry: c?d\n");
	CHECK(error_lines("h\xc3\xb6st") == "stamp: h\xc3\xb6st\n");
}

TEST_CASE("a system error brings its cure") {
	const std::vector<std::string> ifaces = {"lo", "eth0", "wlan0"};
	struct Row {
		int code;
		const char *what;
		const char *wanted;
		const char *hint; // a part of it; "" = none at all
	};
	const Row rows[] = {
		{EPERM, "load programs", "", "cap_bpf,cap_net_admin"},
		{EACCES, "open /root/x", "", ""},
		{EADDRINUSE, "bind to port 862", "", "-s auto"},
		{ENODEV, "find interface eth9", "eth9", "eth0"},
		{ENODEV, "find interface tunnel", "tunnel", "one of lo, eth0, wlan0"},
		{ENETDOWN, "send", "eth0", "ip link set eth0 up"},
		{EMSGSIZE, "send", "", "-l"},
		{EOPNOTSUPP, "attach", "", "stamp version"},
		{EMFILE, "load the BPF programs", "", "LimitNOFILE="},
		{ENFILE, "open a pipe", "", "fs.file-max"},
		{ENOMEM, "load the BPF programs", "", "--max-sessions"},
		{EAGAIN, "read from rtnetlink", "", ""},
		{EIO, "write", "", ""},
	};
	for (const Row &row : rows) {
		CAPTURE(row.what);
		const std::string hint = hint_for(Error{row.code, row.what}, row.wanted, ifaces);
		CHECK(hint.find(row.hint) != std::string::npos);
		CHECK(hint.empty() == std::string(row.hint).empty());
	}
	CHECK(hint_for(Error{ENODEV, "find interface eth9"}) == "ip link");
}

TEST_CASE("a reason of ours has its own cure, whatever the words are") {
	struct Row {
		Reason reason;
		const char *hint; // a part of it
	};
	const Row rows[] = {
		{Reason::wants_perfmon, "cap_perfmon"},
		{Reason::wants_bind_service, "CAP_NET_BIND_SERVICE"},
		{Reason::no_process, "TasksMax="},
		{Reason::other_program, "bpftool net"},
		{Reason::has_persistent, "stamp reflector change eth0, or del"},
		{Reason::no_persistent, "stamp reflector show"},
		{Reason::no_bpffs, "nsenter"},
		{Reason::other_version, "stamp reflector del eth0"},
	};
	for (const Row &row : rows) {
		const Error error{EPERM, "do something", {}, row.reason};
		CAPTURE(row.hint);
		CHECK(hint_for(error, "eth0").find(row.hint) != std::string::npos);
		CHECK(error.text() == "do something"); // and not the kernel's words
	}
}

TEST_CASE("what is asked for and cannot be is an error of usage") {
	CHECK(complain(Error{0, "a was named twice", {}, Reason::contradiction}, "") == exit_usage);
	CHECK(complain(Error{0, "resolve a: no", {}, Reason::unknown_host}, "") == exit_usage);
	CHECK(complain(Error{0, "1500 octets", "1372", Reason::too_long}, "") == exit_usage);
}

TEST_CASE("a missing permission has an exit code of its own") {
	CHECK(exit_code_for(Error{EPERM, ""}) == exit_permission);
	CHECK(exit_code_for(Error{EACCES, ""}) == exit_permission);
	CHECK(exit_code_for(Error{ENODEV, ""}) == exit_unsupported);
	CHECK(exit_code_for(Error{0, ""}) == exit_unsupported);
}

TEST_CASE("what keeps requests from leaving has a cure, unless the kernel gives no reason") {
	using stats::Kind;
	using stats::Message;
	for (int reason = 0; reason < STAMP_NOT_SENT_COUNT; reason++) {
		CAPTURE(reason);
		const Kind kind = stats::not_sent_kind(static_cast<stamp_not_sent>(reason));
		CHECK(not_sent_cure(kind, "eth0").empty() == (reason == STAMP_NOT_SENT_OTHER));
	}
	CHECK(not_sent_cure({Kind::no_request_left, {Message(Kind::set_down, {"eth0"})}}, "eth0") ==
	      "ip link set eth0 up");
	CHECK(not_sent_cure({Kind::other_interface, {"eth0", "eth1"}}, "eth0") ==
	      "auto instead of eth0");
}
