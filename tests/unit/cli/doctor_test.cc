// SPDX-License-Identifier: Apache-2.0
// The rows of the doctor about a host, on facts that are not at hand.
#include <cerrno>

#include "cli/exit_code.h"
#include "support/catch.h"
#include "unit/cli/doctor_facts.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::test;

TEST_CASE("a good host has no fault and no note") {
	auto checks = checks_of(good_host());
	const auto more = checks_of(good_interface(), good_host(), {});
	checks.insert(checks.end(), more.begin(), more.end());
	for (const Check &check : checks) {
		CAPTURE(check.name, check.text);
		CHECK(check.finding == Finding::ok);
		CHECK_FALSE(check.text.empty());
		CHECK(check.cure.empty());
	}
	CHECK(exit_code_of(checks) == exit_ok);
}

TEST_CASE("what could not be asked is a note that says why") {
	const app::HostFacts nothing;
	for (const char *name : {"kernel", "capabilities", "seccomp", "BPF JIT", "hooks",
				 "firewall", "clock", "TAI-UTC"}) {
		CAPTURE(name);
		CHECK(row(nothing, name).finding == Finding::note);
		CHECK(row(nothing, name).text.starts_with("not known: "));
	}
}

TEST_CASE("a kernel before 6.1 is a fault") {
	for (const auto &[release, finding] :
	     {std::pair{"6.1.0", Finding::ok}, std::pair{"6.0.19", Finding::fault},
	      std::pair{"5.15.0", Finding::fault}, std::pair{"7.0", Finding::ok},
	      std::pair{"6", Finding::note}, std::pair{"next", Finding::note}}) {
		app::HostFacts facts = good_host();
		facts.kernel = release;
		CAPTURE(release);
		CHECK(row(facts, "kernel").finding == finding);
	}
}

TEST_CASE("a missing capability is a fault, and what keeps it away is said") {
	app::HostFacts facts = good_host();
	facts.process = ProcessStatus{bit(CAP_NET_ADMIN), 0, all, false, false};
	facts.capability_cure = "setcap";
	CHECK(row(facts, "capabilities").finding == Finding::fault);
	CHECK(row(facts, "capabilities").text.starts_with("missing CAP_BPF;"));
	CHECK(row(facts, "capabilities").cure == "setcap");

	facts.process->no_new_privs = true;
	CHECK(has(row(facts, "capabilities").text, "no_new_privs on"));
	facts.process->bounding = 0;
	CHECK(has(row(facts, "capabilities").text, "the bounding set lacks some"));
}

TEST_CASE("capabilities that serve in the place of others, and those that are not needed always") {
	app::HostFacts facts = good_host();
	facts.process->permitted =
		bit(CAP_SYS_ADMIN) | bit(CAP_NET_ADMIN) | bit(CAP_NET_BIND_SERVICE);
	CHECK(row(facts, "capabilities").finding == Finding::ok);
	facts.process->permitted = needed;
	CHECK(row(facts, "capabilities").finding == Finding::note);
	CHECK(has(row(facts, "capabilities").text, "862"));
	facts.process = ProcessStatus{all, 0, all, false, false};
	CHECK(has(row(facts, "capabilities").text, "raised when needed"));
	facts.in_user_namespace = true;
	CHECK(row(facts, "capabilities").finding == Finding::note);
}

TEST_CASE("why the kernel refuses the programs") {
	app::HostFacts facts = good_host();
	facts.programs = Error{EPERM, "load"};
	CHECK(row(facts, "BPF programs").finding == Finding::fault);
	facts.process->has_seccomp = true;
	CHECK(has(row(facts, "BPF programs").cure, "seccomp"));
	facts.in_user_namespace = true;
	CHECK(has(row(facts, "BPF programs").cure, "user namespace"));
	facts.process->permitted = 0; // which is a fault of its own
	CHECK(row(facts, "BPF programs").finding == Finding::note);
}

TEST_CASE("programs that are interpreted are a note") {
	app::HostFacts facts = good_host();
	facts.jit = false;
	CHECK(row(facts, "BPF JIT").finding == Finding::note);
	CHECK(has(row(facts, "BPF JIT").cure, "bpf_jit_enable"));
}

TEST_CASE("one of the hooks of tc is needed") {
	app::HostFacts facts = good_host();
	facts.hooks[1] = {"tcx", false, "too old"};
	CHECK(row(facts, "hooks").finding == Finding::note);
	CHECK(row(facts, "hooks").text == "xdp, clsact; not tcx (too old)");
	facts.hooks[2] = {"clsact", false, "not built"};
	CHECK(row(facts, "hooks").finding == Finding::fault);
	facts.process->permitted = 0;
	CHECK(row(facts, "hooks").finding == Finding::note);
}

TEST_CASE("a host without a bpffs") {
	app::HostFacts facts = good_host();
	facts.has_bpffs = false;
	CHECK(row(facts, "bpffs").finding == Finding::note);
	CHECK(row(facts, "bpffs").cure.starts_with("mount -t bpf"));
	facts.pins_are_hidden = true;
	CHECK(row(facts, "bpffs").cure.starts_with("nsenter"));
}

TEST_CASE("rules that change or drop requests") {
	app::HostFacts facts = good_host();
	facts.netfilter->rules = 3;
	CHECK(row(facts, "firewall").finding == Finding::ok);
	facts.netfilter->legacy_tables = {"filter"};
	CHECK(row(facts, "firewall").finding == Finding::ok);
	facts.netfilter->legacy_tables = {"nat"};
	CHECK(has(row(facts, "firewall").text, "not known"));
	CHECK(has(row(facts, "firewall").cure, "iptables-legacy"));
	facts.netfilter = net::Netfilter{3, {{"ip nat POSTROUTING", "masquerade"}}, {}, {}};
	CHECK(row(facts, "firewall").text.starts_with("masquerade in ip nat POSTROUTING"));
	CHECK(row(facts, "firewall").cure == "nft list ruleset");
	facts.netfilter = net::Netfilter{0, {}, {"inet filter OUTPUT"}, {}};
	CHECK(row(facts, "firewall").finding == Finding::note);
}

TEST_CASE("a clock that is not synchronised is the only fault with an exit code of its own") {
	app::HostFacts facts = good_host();
	facts.clock.kernel->synced = false;
	CHECK(row(facts, "clock").finding == Finding::fault);
	CHECK(exit_code_of(checks_of(facts)) == exit_not_synchronised);
	facts.kernel = "5.10.0";
	CHECK(exit_code_of(checks_of(facts)) == exit_unsupported);
	facts.clock.kernel->synced = true;
	CHECK(exit_code_of(checks_of(facts)) == exit_unsupported);
}

TEST_CASE("TAI-UTC that nobody knows, or that may be old") {
	app::HostFacts facts = good_host();
	CHECK(row(facts, "TAI-UTC").text == "37 s, from the kernel");
	facts.clock.tai->expired = true;
	CHECK(row(facts, "TAI-UTC").finding == Finding::note);
	facts.clock.tai.reset();
	CHECK(row(facts, "TAI-UTC").finding == Finding::note);
	CHECK(has(row(facts, "TAI-UTC").cure, "tzdata"));
}

TEST_CASE("few open files and a filter of system calls") {
	app::HostFacts facts = good_host();
	facts.open_files = 64;
	CHECK(row(facts, "open files").finding == Finding::note);
	facts.process->has_seccomp = true;
	CHECK(row(facts, "seccomp").finding == Finding::ok);
	facts.jit = Error{EPERM, "load"};
	CHECK(row(facts, "seccomp").finding == Finding::note);
	facts.locked_octets = ~std::uint64_t{0};
	CHECK(row(facts, "locked memory").text.starts_with("unlimited octets"));
}

TEST_CASE("doctor takes one interface and --json") {
	CHECK(std::get<DoctorOptions>(parse_doctor({"eth0", "--json"})).json);
	CHECK(std::get<DoctorOptions>(parse_doctor({"dev", "eth0"})).iface == "eth0");
	CHECK(std::get<DoctorOptions>(parse_doctor({})).iface.empty());
	CHECK(cli::test::complaint(parse_doctor({"a", "b"}))
		      .starts_with("doctor: takes one IFACE"));
	CHECK(cli::test::complaint(parse_doctor({"a/b"})).starts_with("'a/b': no such interface"));
}
