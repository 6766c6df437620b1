// SPDX-License-Identifier: Apache-2.0
#include "base/background.h"

#include <csignal>
#include <memory>
#include <pthread.h>
#include <sched.h>
#include <utility>

namespace stamp {
namespace {

// The resolver's modules are not ours to count, and ulimit -s, from which the default comes, may be
// small.
constexpr std::size_t stack_octets = 1 << 20;

void *run(void *held) {
	const std::unique_ptr<std::function<void()>> work(
		static_cast<std::function<void()> *>(held));
	(void)unshare(CLONE_FS);
	(*work)();
	return nullptr;
}

} // namespace

Result<void> run_in_background(const char *what, std::function<void()> work) {
	auto held = std::make_unique<std::function<void()>>(std::move(work));
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_t thread{};
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, stack_octets);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	const int failure = pthread_create(&thread, &attributes, run, held.get());
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, nullptr);
	if (failure != 0)
		return Error{failure, what};
	(void)held.release(); // it is the thread's
	return {};
}

} // namespace stamp
