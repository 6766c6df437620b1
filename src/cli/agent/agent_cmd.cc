// SPDX-License-Identifier: Apache-2.0
#include "cli/agent/agent_cmd.h"

#include <optional>
#include <utility>

#include "app/agent/agent_run.h"
#include "app/agent/discoveries.h"
#include "app/agent/service_notes.h"
#include "base/log.h"
#include "cli/agent/agent_http.h"
#include "cli/agent/agent_output.h"
#include "cli/agent/config.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/print.h"
#include "cli/role.h"

namespace stamp::cli {
namespace {

app::ReadSpec reader_of(const std::string &path) {
	return [path]() -> Result<session::AgentSpec> {
		auto read = read_agent_config(path);
		if (const auto *wrong = std::get_if<UsageError>(&read))
			return Error{0, wrong->what + ": " + wrong->why, wrong->cure};
		return std::get<session::AgentSpec>(std::move(read));
	};
}

} // namespace

int run_agent(const AgentOptions &options) {
	auto read = read_agent_config(options.config);
	if (const auto *wrong = std::get_if<UsageError>(&read))
		return complain(*wrong);
	auto &spec = std::get<session::AgentSpec>(read);
	if (options.print_config)
		return print(agent_config_text(spec));
	if (options.check)
		return exit_ok;
	set_up_log(options);
	auto output = AgentOutput::open(spec.output, options.json_log);
	if (!output)
		return fail(output.error());
	const app::Agent *agent = nullptr;
	(*output)->name_sessions(
		[&](std::uint32_t id) { return agent ? agent->name_of(id) : std::string(); });
	auto http = AgentHttp::listen(
		spec.http, [&](const std::string &sentence) { (*output)->log(sentence); });
	if (!http)
		return fail(http.error());
	auto discoveries = app::Discoveries::create(
		[&](const std::string &sentence) { (*output)->log(sentence); });
	if (!discoveries)
		return fail(discoveries.error());
	auto run = app::AgentRun::create(std::move(spec), reader_of(options.config),
					 (*output)->handlers(),
					 [&](const app::Agent &made) { agent = &made; });
	if (!run)
		return fail(run.error());
	if (auto started = (*http)->start(); !started)
		return fail(started.error());
	(*run)->agent().add((*http)->part());
	(*run)->agent().add(**discoveries);
	std::optional<app::ServiceNotes> notes;
	if (auto manager = net::ServiceManager::find())
		(*run)->agent().add(notes.emplace(*std::move(manager)));
	session::Outlets outlets(
		(*output)->outlet(), log_outlet(),
		[&](const stats::Warning &warning) { (*output)->warning(warning); });
	(*run)->run(outlets);
	if ((*run)->agent().is_interrupted())
		return exit_interrupted;
	return (*output)->outlet()
		       ? finish_output(*(*output)->outlet(), (*run)->signals(), "the output")
		       : exit_ok;
}

} // namespace stamp::cli
