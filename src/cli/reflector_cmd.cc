// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_cmd.h"

#include "app/reflector_run.h"
#include "base/log.h"
#include "cli/exit_code.h"
#include "cli/reflector_admin.h"
#include "cli/role.h"
#include "session/outlets.h"

namespace stamp::cli {

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
	if ((*run)->is_interrupted() && output.outlet().waiting() != 0 &&
	    output.outlet().error() == 0)
		return exit_interrupted;
	return finish_output(output.outlet(), (*run)->signals(), "stdout");
}

} // namespace stamp::cli
