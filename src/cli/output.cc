// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "base/log.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/foreground.h"
#include "render/json.h"
#include "render/live.h"
#include "render/live_stats.h"
#include "render/openmetrics.h"
#include "render/plot.h"
#include "stats/bins.h"
#include "time/now.h"
#include "version.h"

namespace stamp::cli {
namespace {

render::TerminalSize terminal_size(int fd) {
	winsize size{};
	if (ioctl(fd, TIOCGWINSZ, &size) != 0)
		return {};
	return {size.ws_col, size.ws_row};
}

bool is_same_terminal(int one, int other) {
	struct stat a {
	}, b{};
	return isatty(other) != 0 && fstat(one, &a) == 0 && fstat(other, &b) == 0 &&
	       a.st_rdev == b.st_rdev;
}

Result<Fd> open_data(const std::string &path, int flags) {
	Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666));
	if (!file)
		return last_error("write " + path);
	return file;
}

} // namespace

Result<Output::File> Output::create(const std::string &path) {
	File file(std::fopen(path.c_str(), "we"));
	if (!file)
		return last_error("write " + path);
	return file;
}

Result<std::unique_ptr<Output>> Output::open(const SenderOptions &options) {
	std::unique_ptr<Output> output(new Output);
	if (!options.output.empty() && options.output != "-") {
		auto file = open_data(options.output, O_TRUNC);
		if (!file)
			return std::move(file).error();
		output->outlet_ = std::make_unique<Outlet>(std::move(file).value());
		output->data_path_ = options.output;
	}
	if (options.histogram) {
		auto file = create(options.histogram_path);
		if (!file)
			return std::move(file).error();
		output->histogram_file_ = std::move(file).value();
		output->histogram_path_ = options.histogram_path;
		output->histogram_.emplace(stats::FixedBounds{options.histogram->bins,
							      options.histogram->floor,
							      options.histogram->ceil});
	}
	output->draws_ = options.draw_histogram;
	const bool is_live = !options.quiet && !options.wall_clock && !options.lines;
	output->choose({.json = options.json,
			.live = is_live ? Live::sender : Live::never,
			.text = {.quiet = options.quiet,
				 .verbose = options.verbose,
				 .now = options.wall_clock ? utc_now : nullptr}});
	output->take_log();
	return output;
}

std::unique_ptr<Output> Output::of(const ReflectorOptions &options) {
	std::unique_ptr<Output> output(new Output);
	Form form{.json = options.json, .text = {}};
	if (options.verb == ReflectorVerb::run)
		form.text.warnings = render::Warnings::to_log;
	else
		output->outlet_->wait_for_reader();
	output->choose(form);
	return output;
}

std::unique_ptr<Output> Output::of(const StatsOptions &options) {
	std::unique_ptr<Output> output(new Output);
	output->outlet_->wait_for_reader();
	Form form{.json = options.json, .openmetrics = options.openmetrics, .text = {}};
	form.live = options.watch ? Live::stats : Live::never;
	form.text.watches = options.watch.has_value();
	output->choose(form);
	return output;
}

std::unique_ptr<Output> Output::of_host(bool json) {
	std::unique_ptr<Output> output(new Output);
	output->outlet_->wait_for_reader();
	output->choose({.json = json, .text = {}});
	return output;
}

std::unique_ptr<Output> Output::of(const VersionOptions &options) {
	return of_host(options.json);
}

std::unique_ptr<Output> Output::of(const DoctorOptions &options) {
	return of_host(options.json);
}

void Output::choose(const Form &form) {
	const int fd = outlet_->fd();
	const bool colours = render::has_colours(std::getenv("NO_COLOR"));
	const bool is_live = form.live != Live::never &&
			     render::can_redraw(isatty(fd) != 0, std::getenv("TERM"));
	if (form.json)
		renderer_ = std::make_unique<render::JsonRenderer>(*outlet_, form.text.quiet,
								   form.text.warnings);
	else if (form.openmetrics)
		renderer_ = std::make_unique<render::OpenMetricsRenderer>(*outlet_, STAMP_VERSION);
	else if (is_live && form.live == Live::stats)
		renderer_ = std::make_unique<render::LiveStatsRenderer>(*outlet_, terminal_size(fd),
									colours);
	else if (is_live)
		renderer_ = std::make_unique<render::LiveRenderer>(
			*outlet_, terminal_size(fd),
			render::LiveOptions{form.text.verbose, colours});
	else
		renderer_ = std::make_unique<render::TextRenderer>(*outlet_, form.text);
	if (renderer_->redraws())
		watch_resumption();
}

// What is logged on the terminal that is redrawn stands above what is redrawn.
void Output::take_log() {
	if (!renderer_->redraws() || !is_same_terminal(outlet_->fd(), STDERR_FILENO))
		return;
	hand_log_to([this](std::string_view lines) { renderer_->log_above(lines); });
	has_log_ = true;
}

Output::Output() : outlet_(std::make_unique<Outlet>(STDOUT_FILENO)) {}

Output::Output(std::unique_ptr<render::Renderer> renderer) : Output() {
	renderer_ = std::move(renderer);
}

Output::~Output() {
	release_log();
}

void Output::release_log() {
	if (std::exchange(has_log_, false))
		hand_log_to({});
}

std::string Output::name() const {
	return has_file() ? data_path_ : "stdout";
}

Result<void> Output::reopen() {
	auto file = open_data(data_path_, O_APPEND);
	if (!file)
		return std::move(file).error();
	outlet_->replace(std::move(file).value());
	return {};
}

void Output::fit() {
	if (renderer_->redraws()) {
		if (was_resumed()) // who stopped us has written below
			renderer_->forget();
		renderer_->pause(is_in_background(outlet_->fd()));
	}
	renderer_->resize(terminal_size(outlet_->fd()));
}

std::optional<std::size_t> Output::rows() const {
	const std::size_t rows = renderer_->redraws() ? terminal_size(outlet_->fd()).rows : 0;
	return rows != 0 ? std::optional(rows) : std::nullopt;
}

void Output::draw(const std::string &target, const stats::Histogram &histogram) {
	if (!draws_)
		return;
	renderer_->resize(terminal_size(outlet_->fd()));
	renderer_->histogram({target, stats::round_bins(histogram, render::plot_rows)});
}

Result<void> Output::finish() {
	const int error = renderer_->error();
	if (error != 0 && error != EPIPE) // a reader that has gone away is no failure
		return Error{error, "write " + name()};
	if (!histogram_file_)
		return {};
	const std::string line = histogram_->line() + "\n";
	std::FILE *file = histogram_file_.get();
	if (std::fputs(line.c_str(), file) < 0 || std::fflush(file) != 0)
		return last_error("write " + histogram_path_);
	return {};
}

int Output::end() {
	const int error = renderer_->error();
	if (error == 0 || error == EPIPE)
		return exit_ok;
	complain(Error{error, "write to stdout"}, "");
	return exit_failed;
}

} // namespace stamp::cli
