// SPDX-License-Identifier: Apache-2.0
#include "http/web_config.h"

#include <filesystem>
#include <utility>

#include "base/whole_file.h"
#include "http/passwords.h"
#include "http/yaml_file.h"

namespace stamp::http {
namespace {

constexpr std::size_t most_octets = 1 << 20;

Error wrong(const YamlEntry &entry, const std::string &why) {
	return {0, entry.at + ": " + entry.key + ": " + why};
}

class WebConfig {
public:
	explicit WebConfig(const std::string &path)
		: folder_(std::filesystem::path(path).parent_path()) {}

	Result<Security> read(const std::vector<YamlEntry> &entries) {
		for (const YamlEntry &entry : entries)
			if (auto done = take(entry); !done)
				return std::move(done).error();
		return security_;
	}

private:
	Result<void> take(const YamlEntry &entry) {
		if (entry.key == "tls_server_config")
			return take_tls(entry);
		if (entry.key == "basic_auth_users")
			return take_users(entry);
		return wrong(entry, "this key is not known here; tls_server_config and "
				    "basic_auth_users are");
	}

	Result<void> take_tls(const YamlEntry &tls) {
		for (const YamlEntry &entry : tls.entries) {
			auto done =
				entry.key == "cert_file"  ? take_file(entry, security_.certificate)
				: entry.key == "key_file" ? take_file(entry, security_.key)
				: is_usual(entry)
					? Result<void>()
					: Result<void>(wrong(entry, "only cert_file and key_file "
								    "can be set"));
			if (!done)
				return done;
		}
		if (security_.certificate.empty() || security_.key.empty())
			return wrong(tls, "cert_file and key_file are wanted");
		return {};
	}

	// What holds anyway may be written.
	static bool is_usual(const YamlEntry &entry) {
		return (entry.key == "client_auth_type" && entry.text == "NoClientCert") ||
		       (entry.key == "min_version" && entry.text == "TLS12") ||
		       (entry.key == "max_version" && entry.text == "TLS13");
	}

	Result<void> take_file(const YamlEntry &entry, std::string &into) {
		auto text = read_whole_file((folder_ / entry.text).string(), most_octets);
		if (!text)
			return std::move(text).error();
		if (text->empty())
			return wrong(entry, "the file is empty");
		into = std::move(text).value();
		return {};
	}

	Result<void> take_users(const YamlEntry &users) {
		for (const YamlEntry &user : users.entries) {
			if (user.key.find(':') != std::string::npos || user.is_table)
				return wrong(user, "a user and a hash are wanted");
			if (!is_password_hash(user.text))
				return wrong(user,
					     "no hash of a password that crypt(3) knows, such "
					     "as bcrypt's ($2y$10$...)");
			security_.users[user.key] = user.text;
		}
		if (users.is_table && security_.users.empty())
			return wrong(users, "there is no user in it");
		return {};
	}

	std::filesystem::path folder_;
	Security security_;
};

} // namespace

Result<Security> read_web_config(const std::string &path) {
	if (path.empty())
		return Security();
	const auto text = read_whole_file(path, most_octets);
	if (!text)
		return text.error();
	const auto entries = read_yaml(path, *text);
	if (!entries)
		return entries.error();
	return WebConfig(path).read(*entries);
}

} // namespace stamp::http
