// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <cerrno>
#include <condition_variable>
#include <cstdarg>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "base/block_signals.h"
#include "http/connections.h"
#include "http/exchange.h"
#include "http/passwords.h"

namespace stamp::http {
namespace {

constexpr unsigned most_connections = 256;
constexpr unsigned most_of_one_address = 128;
constexpr std::size_t request_octets = 16384; // line and headers
constexpr std::size_t stack_octets = 512 * 1024;
constexpr std::size_t most_upload = 65536; // which nobody reads
constexpr int niceness = 10;
constexpr Duration look_interval = std::chrono::seconds{1};

// A request that is being read: what was sent with it.
struct Upload {
	std::size_t octets = 0;
};

MonoTime now() {
	return mono_now();
}

int socket_of(MHD_Connection *connection) {
	const MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	return info ? info->connect_fd : -1;
}

bool take_secret(char *text, std::string &into) {
	if (text)
		into = text;
	MHD_free(text);
	return text != nullptr;
}

Response unauthorized() {
	return {.status = MHD_HTTP_UNAUTHORIZED,
		.body = "user and password are wanted\n",
		.headers = {{"WWW-Authenticate", "Basic realm=\"stamp\", charset=\"UTF-8\""}}};
}

} // namespace

// The threads of the library hold this; it outlives them.
struct ServerThread {
	ServerThread(Fd socket, const Security &wanted, Handler answer)
		: listener(std::move(socket)), security(wanted), passwords(wanted.users),
		  handler(std::move(answer)) {}

	Fd listener;
	Security security;
	Passwords passwords;
	Handler handler;
	Connections connections;
	MHD_Daemon *daemon = nullptr;
	std::mutex mutex;
	std::condition_variable changed;
	std::optional<bool> is_up;
	bool is_released = false, is_stopping = false;
	std::thread thread;

	[[nodiscard]] bool is_admitted(MHD_Connection *connection);
	bool start();
	void run();
};

bool ServerThread::is_admitted(MHD_Connection *connection) {
	if (!passwords.are_wanted())
		return true;
	char *given = nullptr;
	std::string user, password;
	const bool has_user =
		take_secret(MHD_basic_auth_get_username_password(connection, &given), user);
	const bool has_password = take_secret(given, password);
	return has_user && has_password && passwords.admit(user, password);
}

namespace {

MHD_Result answer(void *running, MHD_Connection *connection, const char *path, const char *method,
		  const char *, const char *, std::size_t *upload_octets, void **held) {
	auto &server = *static_cast<ServerThread *>(running);
	if (!*held) {
		*held = new Upload;
		server.connections.asked(socket_of(connection), now());
		return MHD_YES;
	}
	if (*upload_octets != 0) {
		auto &upload = *static_cast<Upload *>(*held);
		upload.octets += std::exchange(*upload_octets, 0);
		return upload.octets > most_upload ? MHD_NO : MHD_YES;
	}
	if (!server.is_admitted(connection))
		return respond(connection, unauthorized());
	return respond(connection, server.handler(request_of(connection, method, path)));
}

void completed(void *running, MHD_Connection *connection, void **held, MHD_RequestTerminationCode) {
	const std::unique_ptr<Upload> owned(static_cast<Upload *>(std::exchange(*held, nullptr)));
	static_cast<ServerThread *>(running)->connections.answered(socket_of(connection), now());
}

void connected(void *running, MHD_Connection *connection, void **,
	       MHD_ConnectionNotificationCode what) {
	Connections &connections = static_cast<ServerThread *>(running)->connections;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		connections.opened(socket_of(connection), now());
	else
		connections.closed(socket_of(connection));
}

// Broken clients are no news.
void ignore(void *, const char *, va_list) {}

} // namespace

bool ServerThread::start() {
	std::vector<MHD_OptionItem> options;
	unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
			 MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;
	if (!security.certificate.empty()) {
		flags |= MHD_USE_TLS;
		options.push_back({MHD_OPTION_HTTPS_MEM_CERT, 0, security.certificate.data()});
		options.push_back({MHD_OPTION_HTTPS_MEM_KEY, 0, security.key.data()});
	}
	options.push_back({MHD_OPTION_END, 0, nullptr});
	daemon = MHD_start_daemon(
		flags, 0, nullptr, nullptr, answer, this, MHD_OPTION_EXTERNAL_LOGGER, ignore,
		nullptr, MHD_OPTION_LISTEN_SOCKET, listener.get(), MHD_OPTION_CONNECTION_LIMIT,
		most_connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, most_of_one_address,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, request_octets, MHD_OPTION_THREAD_STACK_SIZE,
		stack_octets, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_NOTIFY_COMPLETED,
		completed, this, MHD_OPTION_NOTIFY_CONNECTION, connected, this, MHD_OPTION_ARRAY,
		options.data(), MHD_OPTION_END);
	return daemon != nullptr;
}

// The library's threads inherit the niceness and the blocked signals of this one.
void ServerThread::run() {
	setpriority(PRIO_PROCESS, 0, niceness); // of the calling thread (setpriority(2), BUGS)
	std::unique_lock lock(mutex);
	is_up = start();
	changed.notify_all();
	while (*is_up && !is_stopping) {
		connections.expire(now());
		changed.wait_for(lock, look_interval);
	}
	if (!*is_up)
		return;
	if (!std::exchange(is_released, true))
		MHD_quiesce_daemon(daemon);
	lock.unlock();
	connections.expire_all();
	MHD_stop_daemon(daemon);
}

Server::Server(std::shared_ptr<ServerThread> running) : running_(std::move(running)) {}

Result<std::unique_ptr<Server>> Server::start(Fd listener, const Security &security,
					      Handler handler) {
	auto running =
		std::make_shared<ServerThread>(std::move(listener), security, std::move(handler));
	{
		const BlockSignals blocked;
		running->thread = std::thread([raw = running.get()] { raw->run(); });
	}
	std::unique_ptr<Server> server(new Server(running));
	std::unique_lock lock(running->mutex);
	running->changed.wait(lock, [&] { return running->is_up.has_value(); });
	if (!*running->is_up)
		return Error{security.certificate.empty() ? ENOMEM : EPROTO,
			     "start the HTTP server"};
	return server;
}

Server::~Server() {
	{
		const std::lock_guard lock(running_->mutex);
		running_->is_stopping = true;
	}
	running_->changed.notify_all();
	running_->thread.join();
}

Fd Server::release() {
	const std::lock_guard lock(running_->mutex);
	if (!std::exchange(running_->is_released, true))
		MHD_quiesce_daemon(running_->daemon);
	return std::move(running_->listener);
}

} // namespace stamp::http
