// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_cmd.h"

#include <iterator>

#include "app/inspect/host_facts.h"
#include "cli/doctor_rows.h"
#include "cli/exit_code.h"
#include "cli/role.h"
#include "version.h"

namespace stamp::cli {
namespace {

std::vector<app::InterfaceFacts> facts_of(const std::string &iface) {
	if (iface.empty())
		return app::interface_facts();
	std::vector<app::InterfaceFacts> one = {app::interface_facts(iface)};
	one.front().asked_for = true;
	return one;
}

} // namespace

int run_doctor(const DoctorOptions &options, Output &output) {
	RoleOptions quiet; // what libbpf says of a refused program is for --debug of a role
	quiet.quiet = true;
	set_up_log(quiet);
	const app::HostFacts host = app::host_facts();
	stats::Checkup checkup{STAMP_VERSION, checks_of(host)};
	for (const app::InterfaceFacts &iface : facts_of(options.iface)) {
		auto checks = checks_of(iface, host, app::interface_names());
		checkup.checks.insert(checkup.checks.end(), std::make_move_iterator(checks.begin()),
				      std::make_move_iterator(checks.end()));
	}
	checkup.exit = exit_code_of(checkup.checks);
	output.renderer().checkup(checkup);
	const int written = output.end();
	return written == exit_ok ? checkup.exit : written;
}

} // namespace stamp::cli
