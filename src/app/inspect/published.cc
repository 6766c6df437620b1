// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/published.h"

#include <memory>

#include "app/inspect/tallies.h"
#include "net/iface.h"
#include "session/process_files.h"
#include "session/unstamped_watch.h"
#include "time/now.h"

namespace stamp::app {
namespace {

using session::PublishedProcess;

template <typename Counts, typename Numbers> Counts counts_of(const Numbers &numbers) {
	Counts counts{};
	std::copy(std::begin(numbers), std::end(numbers), counts.begin());
	return counts;
}

void add_sessions_of(const PublishedProcess &process, const SessionsWanted &wanted,
		     stats::InterfaceStats &s) {
	const auto shared = std::make_shared<const PublishedProcess>(process);
	const stamp_process_file &head = process.head();
	add_sessions(s,
		     {.most = head.sessions,
		      .authenticated = head.authenticated != 0,
		      .read = [shared](const auto &take) { return shared->read_sessions(take); },
		      .now = [] { return mono_now(); }},
		     wanted);
}

stats::InterfaceStats stats_of(const PublishedProcess &process, const SessionsWanted &wanted) {
	const stamp_process_file &head = process.head();
	stats::InterfaceStats s{.iface = head.iface,
				.hook = head.hook,
				.ports = {head.ports, head.ports + head.port_count},
				.since = utc(head.since_ns),
				.verdicts = counts_of<stats::Verdicts>(head.verdicts)};
	s.role = static_cast<stamp_role>(head.role);
	s.attached = head.attached != 0;
	if (s.role == STAMP_ROLE_SENDER) {
		for (const auto &[index, published] : process.targets())
			s.tallies.push_back(tally_of(index, published));
		return s;
	}
	s.tlvs = counts_of<stats::TlvNotes>(head.tlv_notes);
	if (auto warning = session::unstamped_warning(s.iface, s.verdicts))
		s.warnings.push_back(*std::move(warning));
	if (head.sessions != 0)
		add_sessions_of(process, wanted, s);
	return s;
}

} // namespace

void read_published(const std::string &iface, const SessionsWanted &wanted, StatsRead &read) {
	const auto processes = session::published_processes();
	if (!processes) {
		read.unreadable.push_back(
			{stats::Kind::processes_unreadable, {processes.error().text()}});
		return;
	}
	for (const PublishedProcess &process : *processes)
		if (iface.empty() || iface == process.head().iface)
			read.interfaces.push_back(stats_of(process, wanted));
}

} // namespace stamp::app
