// SPDX-License-Identifier: Apache-2.0
// The least that a sender can be, to measure ours by: sockets, clocks and nothing else. What comes
// back is dropped at the socket's door, as with ours; or read, as by a sender without BPF.
//
//	bare rate HOST PORT SECONDS [read]		sends in batches, as fast as it goes
//	bare pace HOST PORT INTERVAL_NS COUNT [spin]	absolute deadlines, slack 1 ns; tells how
//							late its device stamped each
//	bare exec PROGRAM ARGUMENT...			says when, and becomes that program
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/net_tstamp.h>
#include <math.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { OCTETS = 44, BATCH = 64 };
#define NS_IN_S INT64_C(1000000000)

static _Noreturn void give_up(const char *what) {
	perror(what);
	exit(1);
}

static int64_t read_clock(clockid_t clock) {
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NS_IN_S + t.tv_nsec;
}

static double cpu_seconds(void) {
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

static int connected(const char *host, const char *port, int reads) {
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
	struct sock_filter drop = {BPF_RET | BPF_K, 0, 0, 0};
	struct sock_fprog program = {1, &drop};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1 ||
	    (!reads && setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program))) ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)))
		give_up("bare: socket");
	return fd;
}

struct batch {
	char octets[OCTETS];
	struct iovec piece;
	struct mmsghdr messages[BATCH]; // each over the same octets
};

static void fill(struct batch *batch) {
	batch->piece = (struct iovec){batch->octets, OCTETS};
	for (int i = 0; i < BATCH; i++)
		batch->messages[i].msg_hdr =
			(struct msghdr){.msg_iov = &batch->piece, .msg_iovlen = 1};
}

static int64_t read_all(int fd, struct batch *batch) {
	int64_t all = 0;
	int count;

	do {
		count = recvmmsg(fd, batch->messages, BATCH, MSG_DONTWAIT, NULL);
		all += count > 0 ? count : 0;
	} while (count == BATCH);
	return all;
}

static void rate(int fd, double seconds, int reads) {
	static struct batch out, in;
	const int64_t start = read_clock(CLOCK_MONOTONIC);
	const int64_t end = start + (int64_t)(seconds * (double)NS_IN_S);
	int64_t now = start, sent = 0, received = 0;

	fill(&out);
	fill(&in);
	while (now < end) {
		int taken = sendmmsg(fd, out.messages, BATCH, 0);

		sent += taken > 0 ? taken : 0;
		if (reads)
			received += read_all(fd, &in);
		now = read_clock(CLOCK_MONOTONIC);
	}
	printf("{\"sent\":%lld,\"received\":%lld,\"seconds\":%.6f,\"cpu_s\":%.6f}\n",
	       (long long)sent, (long long)received, (double)(now - start) * 1e-9, cpu_seconds());
}

static int64_t wait_for(int64_t deadline, int spins) {
	const struct timespec when = {deadline / NS_IN_S, deadline % NS_IN_S};
	int64_t now;

	if (!spins)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
	do
		now = read_clock(CLOCK_MONOTONIC);
	while (now < deadline);
	return now;
}

// CLOCK_REALTIME less CLOCK_MONOTONIC: the closest of a few comparisons.
static int64_t clock_difference(void) {
	int64_t difference = 0, closest = INT64_MAX;

	for (int i = 0; i < 20; i++) {
		const int64_t before = read_clock(CLOCK_MONOTONIC);
		const int64_t there = read_clock(CLOCK_REALTIME);
		const int64_t width = read_clock(CLOCK_MONOTONIC) - before;

		if (width < closest) {
			closest = width;
			difference = there - before - width / 2;
		}
	}
	return difference;
}

static void ask_for_stamps(int fd) {
	const int how = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
			SOF_TIMESTAMPING_OPT_TSONLY;

	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &how, sizeof(how)))
		give_up("bare: SO_TIMESTAMPING");
}

// The first stamp of the packet that has just left; its redirection may have brought others.
static int64_t stamp_of_last(int fd) {
	int64_t stamp = 0;

	for (;;) {
		char control[512];
		struct msghdr message = {.msg_control = control, .msg_controllen = sizeof(control)};
		struct cmsghdr *head;
		struct scm_timestamping stamps;

		if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
			return stamp;
		for (head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
			if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_TIMESTAMPING ||
			    stamp)
				continue;
			memcpy(&stamps, CMSG_DATA(head), sizeof(stamps));
			stamp = stamps.ts[0].tv_sec * NS_IN_S + stamps.ts[0].tv_nsec;
		}
	}
}

static int by_value(const void *a, const void *b) {
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void pace(int fd, int64_t interval, long count, int spins) {
	static char octets[OCTETS];
	const int64_t utc_minus_mono = clock_difference();
	int64_t *late = calloc((size_t)count, sizeof(*late));
	const int64_t start = read_clock(CLOCK_MONOTONIC);
	int64_t deadline = start;
	double mean = 0, squares = 0;
	long missed = 0;

	if (!late || prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0))
		give_up("bare: pace");
	ask_for_stamps(fd);
	for (long i = 0; i < count; i++, deadline += interval) {
		const int64_t now = wait_for(deadline, spins);

		send(fd, octets, OCTETS, 0);
		late[i] = stamp_of_last(fd) - utc_minus_mono - deadline;
		for (; deadline + interval < now; missed++)
			deadline += interval;
	}
	for (long i = 0; i < count; i++) {
		const double x = (double)late[i], before = x - mean;

		mean += before / (double)(i + 1);
		squares += before * (x - mean);
	}
	qsort(late, (size_t)count, sizeof(*late), by_value);
	printf("{\"n\":%ld,\"mean\":%.0f,\"stddev\":%.0f,\"p50\":%lld,\"p99\":%lld,\"max\":%lld,"
	       "\"missed\":%ld,\"cpu_s\":%.6f}\n",
	       count, mean, sqrt(squares / (double)(count - 1)), (long long)late[count / 2],
	       (long long)late[count * 99 / 100], (long long)late[count - 1], missed,
	       cpu_seconds());
	free(late);
}

int main(int argc, char **argv) {
	if (argc >= 3 && !strcmp(argv[1], "exec")) {
		fprintf(stderr, "%lld\n", (long long)read_clock(CLOCK_REALTIME));
		execv(argv[2], argv + 2);
		give_up(argv[2]);
	}
	if (argc >= 5 && !strcmp(argv[1], "rate"))
		rate(connected(argv[2], argv[3], argc > 5), atof(argv[4]), argc > 5);
	else if (argc >= 6 && !strcmp(argv[1], "pace"))
		pace(connected(argv[2], argv[3], 0), atoll(argv[4]), atol(argv[5]), argc > 6);
	else
		return 2;
	return 0;
}
