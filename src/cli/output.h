// SPDX-License-Identifier: Apache-2.0
// Where the reports of a command go, and in what form: the one place that chooses.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/outlet.h"
#include "base/result.h"
#include "cli/options.h"
#include "render/renderer.h"
#include "render/text.h"
#include "stats/fixed_histogram.h"
#include "stats/histogram.h"

namespace stamp::cli {

class Output {
public:
	// Opens every file that will be written: what cannot be written is known at once.
	static Result<std::unique_ptr<Output>> open(const SenderOptions &options);
	static std::unique_ptr<Output> of(const ReflectorOptions &options);
	static std::unique_ptr<Output> of(const StatsOptions &options);
	static std::unique_ptr<Output> of(const VersionOptions &options);
	static std::unique_ptr<Output> of(const DoctorOptions &options);
	// Reports go to this renderer, for tests.
	explicit Output(std::unique_ptr<render::Renderer> renderer);
	~Output();
	Output(const Output &) = delete;
	Output &operator=(const Output &) = delete;

	[[nodiscard]] render::Renderer &renderer() { return *renderer_; }
	[[nodiscard]] stats::FixedHistogram *file_histogram() {
		return histogram_ ? &*histogram_ : nullptr;
	}
	[[nodiscard]] Outlet &outlet() { return *outlet_; }
	// "stdout", or the file.
	[[nodiscard]] std::string name() const;
	[[nodiscard]] bool has_file() const { return !data_path_.empty(); }
	// Opens the file of that name again, after somebody has renamed it. What was begun stays
	// in the old one.
	Result<void> reopen();
	// A live view gets the size that its terminal has now, and is paused in the background.
	void fit();
	// Rows of the terminal that is redrawn, if it is one and they are known.
	[[nodiscard]] std::optional<std::size_t> rows() const;
	// Draws the histogram of one session, if that was asked for.
	void draw(const std::string &target, const stats::Histogram &histogram);
	// Writes the histogram's file, if there is one; fails when any output was not written.
	Result<void> finish();
	// Of what waits for its reader: the exit code. A reader that has gone away is no error.
	int end();
	// The log goes to stderr again.
	void release_log();

private:
	struct CloseFile {
		void operator()(std::FILE *file) const { std::fclose(file); }
	};
	using File = std::unique_ptr<std::FILE, CloseFile>;
	enum class Live : std::uint8_t { never, sender, stats };
	struct Form {
		bool json = false, openmetrics = false;
		Live live = Live::never;
		render::TextOptions text;
	};

	Output();
	static std::unique_ptr<Output> of_host(bool json);
	static Result<File> create(const std::string &path);
	void choose(const Form &form);
	void take_log();

	File histogram_file_;
	std::unique_ptr<Outlet> outlet_;
	bool draws_ = false, has_log_ = false;
	std::string data_path_, histogram_path_;
	std::unique_ptr<render::Renderer> renderer_;
	std::optional<stats::FixedHistogram> histogram_;
};

} // namespace stamp::cli
