// SPDX-License-Identifier: Apache-2.0
#include "http/yaml_file.h"

#include <utility>

#include <yaml.h>

namespace stamp::http {
namespace {

constexpr int most_levels = 8;

class Reader {
public:
	Reader(const std::string &path, const std::string &text) : path_(path) {
		yaml_parser_initialize(&parser_);
		yaml_parser_set_input_string(&parser_,
					     reinterpret_cast<const unsigned char *>(text.data()),
					     text.size());
	}
	Reader(const Reader &) = delete;
	Reader &operator=(const Reader &) = delete;
	~Reader() {
		if (is_loaded_)
			yaml_document_delete(&document_);
		yaml_parser_delete(&parser_);
	}

	Result<std::vector<YamlEntry>> read() {
		is_loaded_ = yaml_parser_load(&parser_, &document_) != 0;
		if (!is_loaded_)
			return Error{0, at(parser_.problem_mark) + ": " +
						(parser_.problem ? parser_.problem : "not YAML")};
		const yaml_node_t *root = yaml_document_get_root_node(&document_);
		if (!root)
			return std::vector<YamlEntry>();
		return table(*root, 0);
	}

private:
	[[nodiscard]] std::string at(const yaml_mark_t &mark) const {
		return path_ + ":" + std::to_string(mark.line + 1) + ":" +
		       std::to_string(mark.column + 1);
	}

	Result<std::vector<YamlEntry>> table(const yaml_node_t &node, int level) {
		if (node.type != YAML_MAPPING_NODE || level == most_levels)
			return Error{0, at(node.start_mark) + ": a table is wanted"};
		std::vector<YamlEntry> entries;
		for (const yaml_node_pair_t *pair = node.data.mapping.pairs.start;
		     pair < node.data.mapping.pairs.top; pair++) {
			auto made = entry(*yaml_document_get_node(&document_, pair->key),
					  *yaml_document_get_node(&document_, pair->value), level);
			if (!made)
				return std::move(made).error();
			entries.push_back(std::move(made).value());
		}
		return entries;
	}

	Result<YamlEntry> entry(const yaml_node_t &key, const yaml_node_t &value, int level) {
		YamlEntry entry;
		entry.at = at(key.start_mark);
		if (key.type != YAML_SCALAR_NODE)
			return Error{0, entry.at + ": a key is a text"};
		entry.key = text_of(key);
		if (value.type == YAML_SCALAR_NODE) {
			entry.text = text_of(value);
			return entry;
		}
		auto inner = table(value, level + 1);
		if (!inner)
			return std::move(inner).error();
		entry.is_table = true;
		entry.entries = std::move(inner).value();
		return entry;
	}

	static std::string text_of(const yaml_node_t &node) {
		return {reinterpret_cast<const char *>(node.data.scalar.value),
			node.data.scalar.length};
	}

	std::string path_;
	yaml_parser_t parser_{};
	yaml_document_t document_{};
	bool is_loaded_ = false;
};

} // namespace

Result<std::vector<YamlEntry>> read_yaml(const std::string &path, const std::string &text) {
	return Reader(path, text).read();
}

} // namespace stamp::http
