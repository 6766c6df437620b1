// SPDX-License-Identifier: Apache-2.0
#include "base/outlet.h"

#include <algorithm>
#include <climits>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace stamp {
namespace {

constexpr std::size_t most_at_once = std::size_t{256} << 10; // of a push: it ends soon
constexpr std::size_t terminal_piece = 256;

bool is_writable_now(int fd) {
	pollfd ready{fd, POLLOUT, 0};
	return poll(&ready, 1, 0) > 0;
}

std::uint64_t lines_of(std::string_view text) {
	return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

Fd open_again(int fd) {
	const std::string path = "/proc/self/fd/" + std::to_string(fd);
	return Fd(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

} // namespace

Outlet::Outlet(int fd, std::size_t bound) : fd_(fd), piece_(most_at_once), bound_(bound) {
	choose_way();
}

Outlet::Outlet(Fd own, std::size_t bound)
	: fd_(own.get()), own_(std::move(own)), piece_(most_at_once), bound_(bound) {
	choose_way();
}

void Outlet::choose_way() {
	struct stat what {};
	way_ = Way::plain;
	piece_ = most_at_once;
	if (fstat(fd_, &what) != 0)
		return;
	if (S_ISSOCK(what.st_mode)) {
		way_ = Way::socket;
		return;
	}
	if (!S_ISFIFO(what.st_mode) && isatty(fd_) == 0)
		return; // a file or a device: those are never waited for
	if (Fd again = open_again(fd_)) {
		own_ = std::move(again);
		fd_ = own_.get();
		return;
	}
	// No /proc, or no permission. A pipe that says it is writable takes as much as it writes in
	// one piece.
	way_ = Way::careful;
	piece_ = S_ISFIFO(what.st_mode) ? std::size_t{PIPE_BUF} : terminal_piece;
}

long Outlet::write_some(std::string_view octets) const {
	octets = octets.substr(0, piece_);
	if (way_ == Way::socket)
		return send(fd_, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
	if (way_ == Way::careful && !is_writable_now(fd_)) {
		errno = EAGAIN;
		return -1;
	}
	return ::write(fd_, octets.data(), octets.size());
}

bool Outlet::take(std::string_view lines, std::size_t bound) {
	if (is_gone())
		return true; // nobody misses them
	if (waits_)
		return take_waiting(lines);
	if (waiting() + lines.size() > bound) {
		refused_ += lines_of(lines);
		return false;
	}
	queue_ += lines;
	push();
	return true;
}

bool Outlet::take_waiting(std::string_view text) {
	constexpr std::size_t part_octets = std::size_t{64} << 10;
	while (!text.empty() && error_ == 0) {
		const std::string_view part = text.substr(0, part_octets);
		text.remove_prefix(part.size());
		queue_ += part;
		push();
		while (waiting() != 0 && error_ == 0) {
			pollfd fds[] = {{fd_, POLLOUT, 0}, {stop_fd_, POLLIN, 0}};
			if (poll(fds, 2, -1) > 0 && fds[1].revents != 0)
				return false;
			push();
		}
	}
	return error_ == 0 || is_gone();
}

void Outlet::push() {
	for (std::size_t done = 0; error_ == 0 && waiting() != 0 && done < most_at_once;) {
		const long wrote = write_some(std::string_view(queue_).substr(head_));
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno == EAGAIN)
			break;
		if (wrote <= 0) {
			error_ = wrote < 0 ? errno : EIO;
			if (is_gone())
				forget(waiting());
			break;
		}
		const auto octets = static_cast<std::size_t>(wrote);
		in_line_ = queue_[head_ + octets - 1] != '\n';
		forget(octets);
		done += octets;
	}
}

void Outlet::forget(std::size_t octets) {
	head_ += octets;
	if (head_ == queue_.size()) {
		head_ = 0;
		queue_.clear();
	} else if (head_ > queue_.size() / 2) {
		queue_.erase(0, head_);
		head_ = 0;
	}
}

void Outlet::try_again() {
	if (is_gone())
		return;
	error_ = 0;
	push();
}

void Outlet::replace(Fd own) {
	if (in_line_) {
		const std::size_t end = queue_.find('\n', head_);
		forget(end == std::string::npos ? waiting() : end + 1 - head_);
		refused_++;
	}
	in_line_ = false;
	own_ = std::move(own);
	fd_ = own_.get();
	error_ = 0;
	choose_way();
	push();
}

bool drain(Outlet &outlet, int patience_ms) {
	while (outlet.waiting() != 0 && outlet.error() == 0) {
		const std::size_t before = outlet.waiting();
		outlet.push();
		pollfd ready{outlet.fd(), POLLOUT, 0};
		if (outlet.waiting() == before && poll(&ready, 1, patience_ms) == 0)
			return false;
	}
	return outlet.waiting() == 0;
}

} // namespace stamp
