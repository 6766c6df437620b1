// SPDX-License-Identifier: Apache-2.0
#include "app/agent/discoveries.h"

#include <algorithm>
#include <utility>

#include <sys/eventfd.h>

#include "discovery/peers.h"
#include "net/own_addresses.h"

namespace stamp::app {
namespace {

// A change of a file is seen at once; this is for what inotify(7) does not see (a network's file
// system).
constexpr Duration longest_file_refresh = std::chrono::minutes{5};

bool finds_the_same(const session::DiscoverySpec &a, const session::DiscoverySpec &b) {
	return a.name == b.name && a.file == b.file && a.http == b.http && a.dns == b.dns &&
	       a.refresh == b.refresh;
}

std::unique_ptr<discovery::Finder> finder_of(const session::DiscoverySpec &spec) {
	if (!spec.file.empty())
		return discovery::file_finder(spec.file);
	if (!spec.http.empty())
		return discovery::http_finder(spec.http, spec.refresh);
	auto name = net::HostPort::parse(spec.dns);
	return discovery::dns_finder(name ? *name : net::HostPort{spec.dns, {}});
}

const char *kind_of(const session::DiscoverySpec &spec) {
	return !spec.file.empty() ? "file" : !spec.http.empty() ? "http" : "dns";
}

// What the target has of its own counts.
stats::Labels merged(const stats::Labels &own, const stats::Labels &of_all) {
	stats::Labels all = own;
	for (const auto &label : of_all)
		if (std::none_of(own.begin(), own.end(),
				 [&](const auto &one) { return one.first == label.first; }))
			all.push_back(label);
	std::sort(all.begin(), all.end());
	return all;
}

session::AgentSessionSpec session_of(const session::DiscoverySpec &spec,
				     const discovery::Target &target) {
	return {.name = spec.name + "/" + target.host.text(),
		.target = target.host,
		.iface = spec.iface,
		.profile = spec.profile,
		.labels = merged(target.labels, spec.labels)};
}

} // namespace

Result<std::unique_ptr<Discoveries>> Discoveries::create(Log log) {
	Fd bell(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
	if (!bell)
		return last_error("make an eventfd");
	return std::unique_ptr<Discoveries>(new Discoveries(std::move(bell), std::move(log)));
}

void Discoveries::start(const session::DiscoverySpec &spec) {
	const Duration refresh =
		spec.file.empty() ? spec.refresh : std::min(spec.refresh, longest_file_refresh);
	auto watch = discovery::Watch::start(finder_of(spec), refresh, bell_.get());
	if (!watch)
		return log_("discovery " + spec.name + ": " + watch.error().text());
	running_.push_back(std::make_unique<Running>(Running{spec, std::move(watch).value()}));
}

// What is found in the same way goes on; what becomes of it may have changed.
void Discoveries::configured(AgentView &agent) {
	agent_ = &agent;
	const auto &wanted = agent.spec().discoveries;
	std::erase_if(running_, [&](const auto &one) {
		return std::none_of(wanted.begin(), wanted.end(), [&](const auto &spec) {
			return finds_the_same(spec, one->spec);
		});
	});
	for (const session::DiscoverySpec &spec : wanted) {
		const auto known =
			std::find_if(running_.begin(), running_.end(), [&](const auto &one) {
				return finds_the_same(spec, one->spec);
			});
		if (known == running_.end()) {
			start(spec);
			continue;
		}
		(*known)->spec = spec;
		(*known)->version = 0;
	}
	run_soon();
}

void Discoveries::describe(stats::AgentState &state) const {
	for (const auto &one : running_)
		state.discoveries.push_back({.name = one->spec.name,
					     .kind = kind_of(one->spec),
					     .targets = one->findings.targets.size(),
					     .peers = one->peers,
					     .failures = one->watch.findings().failures,
					     .succeeded = one->watch.findings().succeeded});
}

void Discoveries::add_descriptors(std::vector<pollfd> &fds) const {
	fds.push_back({bell_.get(), POLLIN, 0});
}

void Discoveries::report(const Running &one, const std::optional<Error> &before) {
	const std::string name = "discovery " + one.spec.name + ": ";
	const auto &trouble = one.findings.trouble;
	if (trouble && (!before || before->text() != trouble->text()))
		log_(name + trouble->text());
	else if (!trouble)
		log_(name + std::to_string(one.findings.targets.size()) + " found, " +
		     std::to_string(one.peers) + " measured");
}

void Discoveries::apply(Running &one) {
	const auto before = std::exchange(one.findings, one.watch.findings()).trouble;
	one.version = one.findings.version;
	const discovery::Self self{agent_->spec().name, net::own_addresses()};
	std::vector<session::AgentSessionSpec> sessions;
	for (const discovery::Target &target :
	     discovery::choose_peers(self, one.findings.targets, one.spec.peers))
		sessions.push_back(session_of(one.spec, target));
	one.peers = sessions.size();
	report(one, before);
	agent_->set_discovered(one.spec.name, std::move(sessions));
}

session::NextRun Discoveries::run(MonoTime) {
	std::uint64_t rung = 0;
	(void)!read(bell_.get(), &rung, sizeof(rung));
	for (const auto &one : running_)
		if (one->version != one->watch.version())
			apply(*one);
	return {};
}

} // namespace stamp::app
