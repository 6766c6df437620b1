// SPDX-License-Identifier: Apache-2.0
#include "net/service_manager.h"

#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"
#include "support/catch.h"

using namespace stamp;
using net::ServiceManager;

namespace {

struct Environment {
	~Environment() {
		for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
			unsetenv(name);
	}
	void set(const char *name, const std::string &value) { setenv(name, value.c_str(), 1); }
};

} // namespace

TEST_CASE("who has no service manager finds none") {
	Environment environment;
	CHECK(!ServiceManager::find());
	for (const std::string &wrong : {std::string(), std::string("notify"),
					 std::string("vsock:2:1"), "/" + std::string(200, 'x')}) {
		environment.set("NOTIFY_SOCKET", wrong);
		CHECK(!ServiceManager::find());
	}
}

TEST_CASE("the watchdog is that of this process") {
	Environment environment;
	environment.set("NOTIFY_SOCKET", "@stamp-test");
	CHECK(!ServiceManager::find()->watchdog());
	for (const char *wrong : {"", "x", "0", "-1", "99999999999999999999"}) {
		environment.set("WATCHDOG_USEC", wrong);
		CHECK(!ServiceManager::find()->watchdog());
	}
	environment.set("WATCHDOG_USEC", "2000000");
	CHECK(ServiceManager::find()->watchdog() == std::chrono::seconds{2});
	environment.set("WATCHDOG_PID", std::to_string(getpid()));
	CHECK(ServiceManager::find()->watchdog() == std::chrono::seconds{2});
	environment.set("WATCHDOG_PID", "1");
	CHECK(!ServiceManager::find()->watchdog());
}

TEST_CASE("a state is one datagram, also to an abstract name") {
	Environment environment;
	const std::string name = "stamp-test-" + std::to_string(getpid());
	const Fd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	std::memcpy(address.sun_path + 1, name.data(), name.size());
	const auto length =
		static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
	REQUIRE(bind(fd.get(), reinterpret_cast<const sockaddr *>(&address), length) == 0);
	environment.set("NOTIFY_SOCKET", "@" + name);
	ServiceManager::find()->notify("READY=1\nSTATUS=x");
	char text[64];
	const ssize_t octets = recv(fd.get(), text, sizeof(text), 0);
	REQUIRE(octets > 0);
	CHECK(std::string(text, static_cast<std::size_t>(octets)) == "READY=1\nSTATUS=x");
	environment.set("NOTIFY_SOCKET", "@" + name + "-not-there");
	ServiceManager::find()->notify("READY=1");
}
