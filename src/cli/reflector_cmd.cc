// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_cmd.h"

#include "app/reflector_run.h"
#include "base/log.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/reflector_admin.h"
#include "cli/role.h"
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

int run_reflector(const ReflectorOptions &options, Output &output) {
	if (options.verb != ReflectorVerb::run)
		return run_reflector_admin(options, output);
	const session::ReflectorSpec &spec = options.spec;
	set_up_log(options);
	render::Renderer &renderer = output.renderer();
	auto run = app::ReflectorRun::create(
		spec, {.attached = [&](const auto &listening) { renderer.listening(listening); },
		       .answered = [&](const stats::Answer &answer) { renderer.answer(answer); },
		       .warning = [&](const stats::Warning &warning) { renderer.warning(warning); },
		       .log = [&](const stats::Message &message) { renderer.log(message); },
		       .interim = [&](const auto &interfaces) { renderer.counters(interfaces); },
		       .good = [&] { return !output.outlet().is_gone(); }});
	if (!run)
		return fail(run.error(), spec.ifaces.front());
	session::Outlets outlets(&output.outlet(), log_outlet(),
				 [&](const stats::Warning &warning) { renderer.warning(warning); });
	(*run)->run(outlets);
	renderer.end((*run)->counters());
	return finish_output(output.outlet(), (*run)->signals(), (*run)->is_interrupted());
}

} // namespace stamp::cli
