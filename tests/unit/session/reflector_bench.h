// SPDX-License-Identifier: Apache-2.0
// A reflector whose datapaths are in memory.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "session/reflector.h"
#include "support/virtual_host.h"
#include "unit/session/fake_reflector.h"

namespace stamp::session::test {

// A reflector on interfaces named as given, each with its own account of what was asked. Of those
// the host has "lo" and "eth0", with an address each.
struct ReflectorBench {
	static constexpr int lo = 1, eth0 = 2; // numbers of interfaces

	explicit ReflectorBench(std::vector<std::string> names = {"lo"})
		: ifaces(std::move(names)) {
		host.wire.kernel.synced = false; // nobody asks chronyd or ptp4l
		host.link.reset();		 // no other interface than these
		add_interface("lo", lo, "127.0.0.1");
		add_interface("eth0", eth0, "192.0.2.1");
		asked.resize(ifaces.size());
	}

	Result<std::unique_ptr<Reflector>> create() {
		session::ReflectorEvents events;
		events.attached = [this](const session::ReflectorPort &port) {
			attached.push_back(port.iface + "/" + port.datapath->hook());
		};
		events.answered = [this](auto &iface, auto &) { answered.push_back(iface); };
		events.warning = [this](auto &warning) { warnings.push_back(warning); };
		events.interim = [this] { interim++; };
		events.good = [this] { return good(); };
		events.hangup = hangup;
		events.done = [this] { done++; };
		std::vector<session::ReflectorPort> ports;
		for (std::size_t i = 0; i < ifaces.size(); i++)
			ports.push_back({ifaces[i], std::make_unique<FakeReflector>(asked[i])});
		return Reflector::create(STAMP_FORMAT_PTP, fixed, std::move(ports),
					 std::move(events), host);
	}
	void add_interface(const std::string &name, int index, const char *address) {
		net::Interface iface;
		iface.name = name;
		iface.index = index;
		iface.up = true;
		iface.is_loopback = name == "lo";
		host.ifaces.push_back(iface);
		host.addresses[index] = {
			{net::Address::parse(address).value(), STAMP_LOCAL_UNICAST}};
	}
	void remove_interface(int index) {
		std::erase_if(host.ifaces, [&](auto &iface) { return iface.index == index; });
		host.addresses.erase(index);
	}
	void run(Reflector &reflector) { session::Loop(host).run({&reflector}); }

	stamp::test::VirtualHost host;
	std::vector<std::string> ifaces;
	std::vector<Asked> asked;
	std::vector<net::Address> fixed;
	std::function<bool()> good = [] { return true; };
	std::vector<std::string> attached, answered;
	std::vector<stats::Warning> warnings;
	int interim = 0, done = 0;
	std::function<bool()> hangup;
};

} // namespace stamp::session::test
