// SPDX-License-Identifier: Apache-2.0
#include "pages/manual.h"

#include <algorithm>
#include <map>

#include "pages/roff.h"

namespace stamp::pages {
namespace {

using Extra = std::map<std::string, std::string>; // by the spelling of an option

std::string paragraphs(std::string_view text, const char *between) {
	std::string out;
	while (!text.empty()) {
		const std::string_view line = text.substr(0, text.find('\n'));
		text.remove_prefix(std::min(line.size() + 1, text.size()));
		out += (out.empty() ? "" : between) +
		       roff_text(line.substr(std::min(line.find_first_not_of(' '), line.size()))) +
		       "\n";
	}
	return out;
}

std::string synopsis(const CommandPage &command) {
	return ".nf\n" + paragraphs(command.page.usage, "") + ".fi\n";
}

std::string examples(const CommandPage &command) {
	std::string out;
	for (const cli::Example &example : command.page.examples)
		out += ".TP\n\\fB" + roff_text(example.command) + "\\fR\n" +
		       roff_text(sentence(example.what)) + "\n";
	return out;
}

std::string all_commands(const std::vector<CommandPage> &pages) {
	std::string out;
	for (const CommandPage &page : pages) {
		const std::size_t bracket = page.manual.find('(');
		const bool is_here = page.manual == "stamp(1)";
		out += ".TP\n.B stamp " + page.name + "\n" + roff_text(sentence(page.summary)) +
		       "\n";
		if (!is_here)
			out += "See\n.BR " + roff_text(page.manual.substr(0, bracket)) + " " +
			       page.manual.substr(bracket) + ".\n";
	}
	return out;
}

std::string options(const CommandPage &command, const Extra &extra) {
	std::string out;
	for (const cli::Group &group : command.table) {
		if (command.table.size() > 1)
			out += ".SS " + roff_text(group.title) + "\n";
		for (const cli::Option &option : group.options) {
			out += ".TP\n" + roff_heading(option) + "\n" +
			       roff_text(sentence(option.text)) + "\n";
			if (const auto more = extra.find(option.spelling()); more != extra.end())
				out += more->second;
			if (!option.initial.empty())
				out += "Default " + roff_text(option.initial) + ".\n";
		}
	}
	return out;
}

// A template, line by line.
class Writer {
public:
	explicit Writer(const std::vector<CommandPage> &pages) : pages_(pages) {}

	Result<void> take(std::string_view line) {
		if (!line.starts_with('@')) {
			(described_ ? *described_ : out_) += std::string(line) + "\n";
			return {};
		}
		const std::size_t blank = std::min(line.find(' '), line.size());
		const std::string_view word = line.substr(0, blank);
		const std::string_view operand = line.substr(std::min(blank + 1, line.size()));
		if (word == "@option")
			return describe(operand);
		if (word == "@end")
			return end();
		if (word == "@commands") {
			out_ += all_commands(pages_);
			return {};
		}
		return command(word, operand);
	}

	[[nodiscard]] bool is_open() const { return listed_ != nullptr; }
	[[nodiscard]] std::string text() && { return std::move(out_); }

private:
	Result<void> command(std::string_view word, std::string_view name) {
		const CommandPage *page = find(pages_, name);
		if (!page || listed_)
			return unusable(word);
		if (word == "@synopsis")
			out_ += synopsis(*page);
		else if (word == "@about")
			out_ += paragraphs(page->page.about, ".PP\n");
		else if (word == "@examples")
			out_ += examples(*page);
		else if (word == "@options")
			listed_ = page;
		else
			return unusable(word);
		return {};
	}

	Result<void> describe(std::string_view spelling) {
		if (!listed_)
			return unusable("@option");
		const std::string_view key =
			spelling.starts_with("--") ? spelling.substr(2) : spelling;
		if (!cli::find(listed_->table, key))
			return Error{0, "no such option: " + std::string(spelling)};
		described_ = &extra_[std::string(spelling)];
		return {};
	}

	Result<void> end() {
		if (!listed_)
			return unusable("@end");
		out_ += options(*listed_, extra_);
		listed_ = nullptr;
		described_ = nullptr;
		extra_.clear();
		return {};
	}

	static Error unusable(std::string_view word) {
		return {0, std::string(word) + " means nothing here"};
	}

	const std::vector<CommandPage> &pages_;
	std::string out_;
	const CommandPage *listed_ = nullptr; // between @options and @end
	Extra extra_;
	std::string *described_ = nullptr; // what the lines behind @option add to
};

} // namespace

Result<std::string> manual(std::string_view source, const std::vector<CommandPage> &pages) {
	Writer writer(pages);
	for (int number = 1; !source.empty(); number++) {
		const std::string_view line = source.substr(0, source.find('\n'));
		source.remove_prefix(std::min(line.size() + 1, source.size()));
		if (auto taken = writer.take(line); !taken)
			return Error{0, "line " + std::to_string(number) + ": " +
						taken.error().text()};
	}
	if (writer.is_open())
		return Error{0, "@end is missing"};
	return std::move(writer).text();
}

} // namespace stamp::pages
