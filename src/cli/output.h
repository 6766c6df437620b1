// SPDX-License-Identifier: Apache-2.0
// Where a sender's results go, and in what form.
#pragma once

#include <cstdio>
#include <memory>

#include "base/outlet.h"
#include "base/result.h"
#include "cli/options.h"
#include "render/live.h"
#include "render/renderer.h"
#include "stats/fixed_histogram.h"
#include "stats/histogram.h"

namespace stamp::cli {

class Output {
public:
	// Opens every file that will be written: what cannot be written is known at once.
	static Result<std::unique_ptr<Output>> open(const SenderOptions &options);

	[[nodiscard]] render::Renderer &renderer() { return *renderer_; }
	[[nodiscard]] stats::FixedHistogram *file_histogram() {
		return histogram_ ? &*histogram_ : nullptr;
	}
	~Output();

	[[nodiscard]] Outlet &outlet() { return *outlet_; }
	// "stdout", or the file.
	[[nodiscard]] std::string name() const;
	[[nodiscard]] bool has_file() const { return !data_path_.empty(); }
	// The file of that name once more, for whoever has renamed it. What was begun stays there.
	Result<void> reopen();
	// A live view gets the size that its terminal has now, and is paused in the background.
	void fit();
	// Draws the histogram of one session, if that was asked for.
	void draw(const std::string &title, const stats::Histogram &histogram);
	// Writes the histogram's file, if there is one; fails when any output was not written.
	Result<void> finish();
	// Talk goes to stderr again.
	void release_talk();

private:
	struct CloseFile {
		void operator()(std::FILE *file) const { std::fclose(file); }
	};
	using File = std::unique_ptr<std::FILE, CloseFile>;

	Output() = default;
	static Result<File> create(const std::string &path);
	void choose_renderer(const SenderOptions &options);

	File histogram_file_;
	std::unique_ptr<Outlet> outlet_;
	bool draws_ = false;
	std::string data_path_, histogram_path_;
	std::unique_ptr<render::Renderer> renderer_;
	render::LiveRenderer *live_ = nullptr; // the renderer, if it is one
	std::optional<stats::FixedHistogram> histogram_;
};

} // namespace stamp::cli
