// SPDX-License-Identifier: Apache-2.0
#include "discovery/target_list.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "stats/metric_labels.h"

namespace stamp::discovery {
namespace {

using Json = nlohmann::json;

// Where a text stops to be JSON.
class FaultFinder : public nlohmann::json_sax<Json> {
public:
	bool null() override { return true; }
	bool boolean(bool) override { return true; }
	bool number_integer(number_integer_t) override { return true; }
	bool number_unsigned(number_unsigned_t) override { return true; }
	bool number_float(number_float_t, const string_t &) override { return true; }
	bool string(string_t &) override { return true; }
	bool binary(binary_t &) override { return true; }
	bool start_object(std::size_t) override { return true; }
	bool key(string_t &) override { return true; }
	bool end_object() override { return true; }
	bool start_array(std::size_t) override { return true; }
	bool end_array() override { return true; }
	bool parse_error(std::size_t at, const std::string &,
			 const nlohmann::detail::exception &) override {
		position = at;
		return false;
	}

	std::size_t position = 0; // octets read, the first wrong one included
};

Error no_json(std::string_view text, const std::string &from) {
	FaultFinder finder;
	Json::sax_parse(text, &finder);
	const std::string_view good = text.substr(
		0, std::min(text.size(), std::max<std::size_t>(finder.position, 1) - 1));
	const auto line = std::count(good.begin(), good.end(), '\n') + 1;
	const auto begin = good.rfind('\n') + 1; // npos + 1 is 0
	return {0, from + ":" + std::to_string(line) + ":" +
			   std::to_string(good.size() - begin + 1) + ": this is no JSON"};
}

class Reader {
public:
	explicit Reader(const std::string &from) : from_(from) {}

	Result<std::vector<Target>> list(const Json &json) {
		if (!json.is_array())
			return Error{0, from_ + ": a list of groups is wanted"};
		for (const Json &group : json) {
			group_++;
			if (auto done = take(group); !done)
				return std::move(done).error();
		}
		return std::move(targets_);
	}

private:
	[[nodiscard]] Error wrong(const std::string &why) const {
		return {0, from_ + ": group " + std::to_string(group_) + ": " + why};
	}

	Result<void> take(const Json &group) {
		if (!group.is_object())
			return wrong("an object with targets and labels is wanted");
		for (const auto &[key, value] : group.items())
			if (key != "targets" && key != "labels")
				return wrong("'" + key + "' is neither targets nor labels");
		const auto labels = labels_of(group);
		if (!labels)
			return labels.error();
		const auto targets = group.find("targets");
		if (targets == group.end() || !targets->is_array())
			return wrong("targets is a list of texts");
		for (const Json &target : *targets) {
			if (!target.is_string())
				return wrong("targets is a list of texts");
			auto host = net::HostPort::parse(target.get_ref<const std::string &>());
			if (!host)
				return wrong(host.error().text());
			targets_.push_back({std::move(host).value(), *labels});
		}
		return {};
	}

	[[nodiscard]] Result<stats::Labels> labels_of(const Json &group) const {
		stats::Labels labels;
		const auto found = group.find("labels");
		if (found == group.end())
			return labels;
		if (!found->is_object())
			return wrong("labels is an object of texts");
		for (const auto &[name, value] : found->items()) {
			if (!value.is_string())
				return wrong("label " + name + " is no text");
			if (name.starts_with("__"))
				continue;
			if (!stats::is_label_name(name))
				return wrong("'" + name + "' is no name of a label");
			labels.emplace_back(stats::is_metric_label(name) ? "exported_" + name
									 : name,
					    value.get<std::string>());
		}
		std::sort(labels.begin(), labels.end());
		return labels;
	}

	std::string from_;
	std::size_t group_ = 0;
	std::vector<Target> targets_;
};

} // namespace

Result<std::vector<Target>> read_target_list(std::string_view json, const std::string &from) {
	const Json parsed = Json::parse(json, nullptr, false);
	if (parsed.is_discarded())
		return no_json(json, from);
	return Reader(from).list(parsed);
}

} // namespace stamp::discovery
