// SPDX-License-Identifier: Apache-2.0
// [agent] and [http]: what the process is.
#include <limits>

#include "cli/agent/tables.h"

namespace stamp::cli {
namespace {

constexpr Duration least_report = std::chrono::milliseconds{100};
constexpr Duration least_resolve = std::chrono::seconds{1};
constexpr std::uint64_t most_probes = 1024;

std::optional<Refusal> store_output(const std::string &value, std::string &output) {
	constexpr std::string_view unix_prefix = "unix:";
	if (value.empty() || value == unix_prefix)
		return Refusal{"none, -, a file, or unix: and the path of a socket is wanted", ""};
	output = value;
	return std::nullopt;
}

std::optional<Refusal> store_listen(const std::string &value, std::string &listen) {
	if (value == "none") {
		listen.clear();
		return std::nullopt;
	}
	const auto at = net::HostPort::parse(value);
	if (!at || !at->port || !net::Address::parse(at->host))
		return Refusal{"'" + value + "' is neither ADDRESS:PORT nor none",
			       "127.0.0.1:9862, [::1]:9862"};
	listen = value;
	return std::nullopt;
}

// A table that has nothing but rows.
Wrong read_rows(const TomlTable &table, const std::string &name, const Table &rows) {
	TableReader reader(table, name);
	reader.options(rows);
	Settings settings;
	if (auto wrong = reader.read(settings))
		return wrong;
	return fill(rows, settings);
}

} // namespace

Table agent_settings_table(session::AgentSpec &spec) {
	return {Group{
		"",
		{
			text_option("name", "NAME", "", spec.name),
			row("output", "FILE", "", spec.output,
			    each([&spec](const std::string &value) {
				    return store_output(value, spec.output);
			    })),
			duration_option("report-interval", "", spec.report_interval, least_report,
					[&spec](Duration d) { spec.report_interval = d; }),
			duration_option("resolve", "", spec.resolve, least_resolve,
					[&spec](Duration d) { spec.resolve = d; }),
		}}};
}

Table http_settings_table(session::HttpSpec &spec) {
	return {Group{"",
		      {
			      row("listen", "ADDRESS:PORT", "", spec.listen,
				  each([&spec](const std::string &value) {
					  return store_listen(value, spec.listen);
				  })),
			      text_option("web-config", "FILE", "", spec.web_config),
			      number("probe-limit", "N", "", spec.probe_limit, 0, most_probes),
		      }}};
}

Wrong read_agent(const TomlTable &table, session::AgentSpec &spec) {
	return read_rows(table, "agent", agent_settings_table(spec));
}

Wrong read_http(const TomlTable &table, session::HttpSpec &spec) {
	return read_rows(table, "http", http_settings_table(spec));
}

} // namespace stamp::cli
