// SPDX-License-Identifier: Apache-2.0
#include "cli/shared_options.h"

namespace stamp::cli {
namespace {

std::optional<Refusal> store_hook(const std::string &value, Hook &hook) {
	if (value == "auto")
		hook = Hook::automatic;
	else if (value == "xdp")
		hook = Hook::xdp;
	else if (value == "tcx")
		hook = Hook::tcx;
	else if (value == "clsact")
		hook = Hook::clsact;
	else if (value == "socket")
		hook = Hook::socket;
	else
		return Refusal{"'" + value + "' is none of auto, xdp, tcx, clsact, socket", ""};
	return std::nullopt;
}

} // namespace

Option timestamp_option(session::RoleSpec &spec) {
	return choice("timestamp", "format of transmitted timestamps",
		      spec.format == STAMP_FORMAT_NTP ? "ntp" : "ptp", spec.format,
		      {{"ntp", STAMP_FORMAT_NTP}, {"ptp", STAMP_FORMAT_PTP}});
}

Option key_file_option(std::string_view name, std::string text, std::string &target) {
	return row(name, "FILE", std::move(text), "",
		   each([&target](const std::string &value) -> std::optional<Refusal> {
			   if (value.empty())
				   return Refusal{"a file is wanted", ""};
			   target = value;
			   return std::nullopt;
		   }));
}

Option help_option() {
	return row("help,h", "", "print this help", "",
		   each([](const std::string &) { return std::optional<Refusal>(); }));
}

Group clock_group(session::RoleSpec &spec) {
	Option source = choice(
		"timestamp-source",
		"receive timestamps with --hook xdp: sw = kernel clock; hw = network card, which "
		"is set to stamp every packet; auto = hw if the card does so already. With hw, the "
		"kernel may crash when the interface is removed",
		"sw", spec.timestamp_source,
		{{"auto", TimestampSource::automatic},
		 {"hw", TimestampSource::hardware},
		 {"sw", TimestampSource::software}});
	return Group{
		"Clock",
		{
			std::move(source),
			toggle("enforce-sync",
			       "exit with code 5 if the clock is not synchronised at the start",
			       spec.enforce_sync),
			toggle("enforce-ptp",
			       "exit with code 5 if the clock is not synchronised by PTP at the "
			       "start",
			       spec.enforce_ptp),
		}};
}

Group system_group(RoleOptions &options, session::RoleSpec &spec) {
	Option hook = row("hook", "auto|xdp|tcx|clsact|socket",
			  "where packets are stamped: auto = tcx, else clsact, else socket; xdp = "
			  "native, else generic; socket = no BPF program and no capability; the "
			  "one in use is reported",
			  "auto", each([&spec](const std::string &value) {
				  return store_hook(value, spec.hook);
			  }));
	return Group{
		"System",
		{
			std::move(hook),
			text_option("config", "FILE",
				    "read options from FILE: lines NAME = VALUE under [sender] or "
				    "[reflector]",
				    options.config),
			toggle("debug", "print messages of libbpf and the verifier on stderr",
			       options.debug),
			help_option(),
		}};
}

} // namespace stamp::cli
