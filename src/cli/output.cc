// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "render/json.h"
#include "render/live.h"
#include "render/plot.h"
#include "render/text.h"
#include "stats/bins.h"

namespace stamp::cli {
namespace {

UtcTime wall_clock() {
	return UtcTime{std::chrono::duration_cast<Duration>(
		std::chrono::system_clock::now().time_since_epoch())};
}

render::TerminalSize terminal_size(int fd) {
	winsize size{};
	if (ioctl(fd, TIOCGWINSZ, &size) != 0)
		return {};
	return {size.ws_col, size.ws_row};
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
		auto file = create(options.output);
		if (!file)
			return std::move(file).error();
		output->data_file_ = std::move(file).value();
		output->out_ = output->data_file_.get();
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
	const int fd = fileno(output->out_);
	if (options.json)
		output->renderer_ =
			std::make_unique<render::JsonRenderer>(output->out_, options.quiet);
	else if (!options.quiet && !options.wall_clock &&
		 render::can_redraw(isatty(fd) != 0, std::getenv("TERM"),
				    std::getenv("NO_COLOR"))) {
		auto live = std::make_unique<render::LiveRenderer>(output->out_, terminal_size(fd),
								   options.verbose);
		output->live_ = live.get();
		output->renderer_ = std::move(live);
	} else
		output->renderer_ = std::make_unique<render::TextRenderer>(
			output->out_,
			render::TextOptions{options.quiet, options.verbose,
					    options.wall_clock ? wall_clock : nullptr});
	return output;
}

void Output::fit() {
	if (live_)
		live_->resize(terminal_size(fileno(out_)));
}

void Output::draw(const std::string &title, const stats::Histogram &histogram) {
	if (!draws_)
		return;
	const std::size_t columns = terminal_size(fileno(out_)).columns;
	(void)render::plot(out_, title, stats::round_bins(histogram, render::plot_rows),
			   std::max<std::size_t>(columns != 0 ? columns : 80, 50));
}

Result<void> Output::finish() {
	const int error = renderer_->error();
	if (error != 0 && error != EPIPE) // a reader that has gone away is no failure
		return Error{error, "write " + (data_file_ ? data_path_ : "the output")};
	if (!histogram_file_)
		return {};
	const std::string line = histogram_->line() + "\n";
	std::FILE *file = histogram_file_.get();
	if (std::fputs(line.c_str(), file) < 0 || std::fflush(file) != 0)
		return last_error("write " + histogram_path_);
	return {};
}

} // namespace stamp::cli
