// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/foreground.h"
#include "render/json.h"
#include "render/live.h"
#include "render/plot.h"
#include "render/text.h"
#include "stats/bins.h"
#include "time/now.h"

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
	} else {
		output->outlet_ = std::make_unique<Outlet>(STDOUT_FILENO);
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
	output->choose_renderer(options);
	return output;
}

void Output::choose_renderer(const SenderOptions &options) {
	const int fd = outlet_->fd();
	if (options.json) {
		renderer_ = std::make_unique<render::JsonRenderer>(*outlet_, options.quiet);
	} else if (!options.quiet && !options.wall_clock && !options.lines &&
		   render::can_redraw(isatty(fd) != 0, std::getenv("TERM"))) {
		auto live = std::make_unique<render::LiveRenderer>(
			*outlet_, terminal_size(fd),
			render::LiveOptions{options.verbose,
					    render::has_colours(std::getenv("NO_COLOR"))});
		live_ = live.get();
		renderer_ = std::move(live);
		watch_resumption();
		if (is_same_terminal(fd, STDERR_FILENO))
			hand_talk_to([this](std::string_view lines) { live_->talk(lines); });
	} else {
		renderer_ = std::make_unique<render::TextRenderer>(
			*outlet_, render::TextOptions{options.quiet, options.verbose,
						      options.wall_clock ? utc_now : nullptr});
	}
}

Output::~Output() {
	release_talk();
}

void Output::release_talk() {
	if (live_)
		hand_talk_to({});
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
	if (!live_)
		return;
	if (was_resumed()) // whoever stopped us has written below
		live_->forget();
	live_->pause(is_in_background(outlet_->fd()));
	live_->resize(terminal_size(outlet_->fd()));
}

void Output::draw(const std::string &title, const stats::Histogram &histogram) {
	if (!draws_)
		return;
	const std::size_t columns = terminal_size(outlet_->fd()).columns;
	render::plot(*outlet_, title, stats::round_bins(histogram, render::plot_rows),
		     std::max<std::size_t>(columns != 0 ? columns : 80, 50));
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

} // namespace stamp::cli
