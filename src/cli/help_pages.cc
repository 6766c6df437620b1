// SPDX-License-Identifier: Apache-2.0
#include "cli/command_options.h"
#include "cli/help.h"

namespace stamp::cli {

Page sender_page() {
	return {"stamp sender IFACE HOST... [options]",
		"Measures the path to one or more reflectors: the delay in each direction, the "
		"round-trip time, delay variation and loss. IFACE is a network interface, or auto "
		"for the one that the route uses. HOST is a name or an address, with an optional "
		"port: edge7:4862, [2001:db8::1]:4862, fe80::1%eth0. The sender stops when every "
		"packet is accounted for, or on Ctrl-C, and prints a summary. Exit code 0 means "
		"that at least one reply arrived, 1 that none did.",
		{
			{"stamp sender eth0 edge7.example.net -c 50 -i 100ms",
			 "50 packets, ten per second"},
			{"stamp sender auto 203.0.113.7 -t 1h --dscp ef --json -o path.jsonl",
			 "expedited forwarding for an hour, a JSON line per packet"},
			{"stamp sender eth0 edge7 edge8 -t 10m -q",
			 "two paths for ten minutes, only the summary"},
		}};
}

std::string sender_help() {
	SenderOptions options;
	return help_text(sender_page(), sender_table(options));
}

Page reflector_page() {
	return {"stamp reflector IFACE... [options]\n"
		"       stamp reflector add|change [dev] IFACE [options]\n"
		"       stamp reflector del [dev] IFACE | --all | --stale\n"
		"       stamp reflector show [[dev] IFACE] [--json]",
		"Answers test packets on one or more interfaces until it is stopped. BPF programs "
		"in the kernel send the replies; the process attaches them, follows the addresses "
		"of the interfaces and the clock, and detaches them when it stops. add starts a "
		"persistent reflector, which stays in the kernel when the command ends. change "
		"updates it without losing packets: it sets the given options (\"all\" clears "
		"--allow, --address or --ssid, \"none\" clears --key-file), keeps all others, and "
		"updates addresses and clock offsets. del removes persistent reflectors, show "
		"lists them. Write dev before an interface named like one of these words: stamp "
		"reflector dev show.",
		{
			{"stamp reflector eth0",
			 "answers all hosts, each at most 1000 times per second"},
			{"stamp reflector eth0 eth1 -p 862 -p 4862 --allow 198.51.100.0/24",
			 "two interfaces, two ports, senders of one network"},
			{"stamp reflector eth0 --output --json", "a JSON line per answered packet"},
			{"stamp reflector add eth0 && stamp reflector change eth0 --rate 50",
			 "a persistent reflector, then a lower rate limit"},
		}};
}

std::string reflector_help() {
	ReflectorOptions options;
	return help_text(reflector_page(), reflector_table(options));
}

Page stats_page() {
	return {"stamp stats [IFACE] [options]",
		"Prints the counters and measurements of the reflectors, persistent or not, and "
		"senders of this network namespace. It changes nothing. Exit code 1 means that "
		"nothing is running.",
		{
			{"stamp stats eth0 --watch 1s", "the rates on eth0, every second"},
			{"stamp stats --openmetrics > /var/lib/node_exporter/stamp.prom",
			 "for the textfile collector of the node exporter"},
		}};
}

std::string stats_help() {
	StatsOptions options;
	return help_text(stats_page(), stats_table(options));
}

Page doctor_page() {
	return {"stamp doctor [IFACE] [options]",
		"Checks what this host can do and what is in the way: kernel, capabilities, BPF, "
		"hooks, firewall, clock and limits, and IFACE, or all interfaces that are up, with "
		"MTU, addresses, programs of others and offloads. Each line is ok, note or fault, "
		"with the cure. It changes nothing. Exit code 4 means that a fault stops stamp, 5 "
		"that the only fault is the clock.",
		{
			{"sudo stamp doctor eth0", "the first thing to run, and what a report of a "
						   "problem contains"},
			{"stamp doctor --json", "for scripts"},
		}};
}

std::string doctor_help() {
	DoctorOptions options;
	return help_text(doctor_page(), doctor_table(options));
}

Page agent_page() {
	return {"stamp agent --config FILE [options]",
		"Runs many sessions and reflectors in one process, as FILE (TOML) describes "
		"them. A session that cannot start yet, because its host is unknown or its "
		"interface is not there, waits and is tried again; the others run. SIGHUP "
		"reads FILE again: what is the same goes on untouched, and a wrong "
		"configuration changes nothing. SIGTERM ends in order, with a summary of each "
		"session.",
		{
			{"stamp agent --config /etc/stamp/agent.toml --check",
			 "reads the configuration and reports what is wrong"},
			{"stamp agent --config /etc/stamp/agent.toml --print-config",
			 "what holds, with the defaults"},
			{"sudo stamp agent --config /etc/stamp/agent.toml", "runs it"},
		}};
}

std::string agent_help() {
	AgentOptions options;
	return help_text(agent_page(), agent_table(options));
}

Page version_page() {
	return {"stamp version [--json]",
		"Prints the versions of stamp, the kernel and libbpf, the kernel hooks "
		"that stamp can use and why it cannot use the others, the interfaces with "
		"receive timestamps of the network card, and the supported RFCs.",
		{{"stamp version --json", "for scripts"}}};
}

std::string version_help() {
	VersionOptions options;
	return help_text(version_page(), version_table(options));
}

} // namespace stamp::cli
