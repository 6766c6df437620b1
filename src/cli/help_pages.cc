// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"
#include "cli/tables.h"

namespace stamp::cli {

std::string sender_help() {
	SenderOptions options;
	const Page page{
		"stamp sender IFACE HOST... [options]",
		"Measures the path to one or more reflectors: delay there, back and round, its "
		"variation, and loss. IFACE is a network interface, or auto for the one the route "
		"takes. HOST is a name or an address, with a port if need be: edge7:4862, "
		"[2001:db8::1]:4862, fe80::1%eth0. Ends by itself once every packet is accounted "
		"for, or on Ctrl-C, with a summary. Exit code 0 means that a reply came, 1 that "
		"none did.",
		{
			{"stamp sender eth0 edge7.example.net -c 50 -i 100ms",
			 "50 packets, ten a second"},
			{"stamp sender auto 203.0.113.7 -t 1h --dscp ef --json -o path.jsonl",
			 "an hour of expedited forwarding, every packet a line of JSON"},
			{"stamp sender eth0 edge7 edge8 -t 10m -q",
			 "two paths at once for ten minutes, the summaries only"},
		}};
	return help_text(page, sender_table(options));
}

std::string reflector_help() {
	ReflectorOptions options;
	const Page page{
		"stamp reflector IFACE... [options]\n"
		"       stamp reflector add|change [dev] IFACE [options]\n"
		"       stamp reflector del [dev] IFACE | --all | --stale\n"
		"       stamp reflector show [[dev] IFACE] [--json]",
		"Answers test packets on one or more interfaces until it is stopped. The kernel "
		"answers by itself; this process loads the programs, follows the addresses and the "
		"clock, and takes the programs away when it ends. Write dev before an interface "
		"whose name is a word of this command: stamp reflector dev show. With add the "
		"reflector stays without a process; change gives it other options (those not named "
		"stay; \"all\" lifts --allow, --address and --ssid, \"none\" --key-file), the "
		"clock's "
		"offsets "
		"and the addresses "
		"of now, and loses no packet; del removes it.",
		{
			{"stamp reflector eth0", "anybody may ask, 1000 packets a second each"},
			{"stamp reflector eth0 eth1 -p 862 -p 4862 --allow 198.51.100.0/24",
			 "two interfaces, two ports, one network of senders"},
			{"stamp reflector eth0 --output --json",
			 "a line of JSON for every packet answered"},
			{"stamp reflector add eth0 && stamp reflector change eth0 --rate 50",
			 "one that needs no process, then slower"},
		}};
	return help_text(page, reflector_table(options));
}

std::string stats_help() {
	StatsOptions options;
	const Page page{
		"stamp stats [IFACE] [options]",
		"Reads the counters of what runs in this network namespace: reflectors, with a "
		"process or without, and senders. Changes nothing. Exit code 1 means that nothing "
		"is running.",
		{
			{"stamp stats eth0 --watch 1s", "what happens there, every second"},
			{"stamp stats --openmetrics > /var/lib/node_exporter/stamp.prom",
			 "for the textfile collector of the node exporter"},
		}};
	return help_text(page, stats_table(options));
}

std::string version_help() {
	VersionOptions options;
	const Page page{"stamp version [--json]",
			"Tells the version of stamp, of the kernel and of libbpf, which hooks of "
			"this kernel "
			"it can use, which interfaces have receive times of a network card and, "
			"where it cannot, why, and the RFCs it follows.",
			{{"stamp version --json", "for programs"}}};
	return help_text(page, version_table(options));
}

} // namespace stamp::cli
