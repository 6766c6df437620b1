// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_cmd.h"

#include <unistd.h>

#include <spdlog/spdlog.h>

#include "app/reflector_run.h"
#include "base/log.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/reflector_admin.h"
#include "cli/reflector_phrase.h"
#include "cli/role.h"
#include "render/reflector.h"
#include "session/outlets.h"

namespace stamp::cli {
namespace {

// The exit code. A reader that has gone away is no failure.
int finish_output(Outlet &output, session::Signals &signals, bool is_interrupted) {
	if (is_interrupted && output.waiting() != 0 && output.error() == 0)
		return exit_interrupted;
	switch (session::flush(output, signals, true)) {
	case session::Flushed::interrupted:
		return exit_interrupted;
	case session::Flushed::stalled:
		complain(Error{0, "write stdout: the reader does not read"}, "");
		return exit_failed;
	case session::Flushed::done:
		break;
	}
	if (output.error() == 0 || output.is_gone())
		return exit_ok;
	complain(Error{output.error(), "write stdout"}, "");
	return exit_failed;
}

} // namespace

int run_reflector(const ReflectorOptions &options) {
	if (options.verb != ReflectorVerb::run)
		return run_reflector_admin(options);
	const session::ReflectorSpec &spec = options.spec;
	set_up_talk(options);
	Outlet output(STDOUT_FILENO);
	render::ReflectorRenderer renderer(output, options.json);
	const auto warn = [&](const stats::Warning &warning) {
		spdlog::warn("{}", warning.detail);
		renderer.warning(warning);
	};
	auto run = app::ReflectorRun::create(
		spec,
		{.attached =
			 [&](const std::string &iface, const std::string &hook, bool of_hardware) {
				 spdlog::info("{}", listening_line(spec, iface, hook, of_hardware));
			 },
		 .answered = [&](const stats::Answer &answer) { renderer.answer(answer); },
		 .warning = warn,
		 .interim =
			 [](const std::vector<stats::InterfaceStats> &all) {
				 for (const stats::InterfaceStats &one : all)
					 spdlog::warn("{}", render::counters_phrase(one));
			 },
		 .good = [&] { return !output.is_gone(); }});
	if (!run)
		return fail(run.error(), spec.ifaces.front());
	session::Outlets outlets(&output, talk_outlet(), warn);
	(*run)->run(outlets);
	renderer.stats((*run)->counters());
	return finish_output(output, (*run)->signals(), (*run)->is_interrupted());
}

} // namespace stamp::cli
