// SPDX-License-Identifier: Apache-2.0
// The least that a reflector in a process can be: a UDP socket, and batches of datagrams that go
// back as they came.
//
//	echo PORT		until it is ended
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { OCTETS = 2048, BATCH = 32, RECEIVE_OCTETS = 4 << 20 };

static char octets[BATCH][OCTETS];
static struct sockaddr_in from[BATCH];
static struct iovec pieces[BATCH];
static struct mmsghdr messages[BATCH];

static _Noreturn void give_up(const char *what) {
	perror(what);
	exit(1);
}

static int bound(const char *port) {
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
	const int room = RECEIVE_OCTETS;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)))
		give_up("echo: socket");
	return fd;
}

static int receive(int fd) {
	for (int i = 0; i < BATCH; i++) {
		pieces[i] = (struct iovec){octets[i], OCTETS};
		messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
						      .msg_namelen = sizeof(from[i]),
						      .msg_iov = &pieces[i],
						      .msg_iovlen = 1};
	}
	return recvmmsg(fd, messages, BATCH, 0, NULL);
}

int main(int argc, char **argv) {
	const int fd = argc == 2 ? bound(argv[1]) : -1;
	struct pollfd wanted = {fd, POLLIN, 0};

	if (fd < 0)
		return 2;
	puts("ready");
	fflush(stdout);
	for (;;) {
		const int count = receive(fd);

		for (int i = 0; i < count; i++)
			pieces[i].iov_len = messages[i].msg_len;
		if (count > 0)
			sendmmsg(fd, messages, (unsigned)count, 0);
		else
			poll(&wanted, 1, -1);
	}
}
