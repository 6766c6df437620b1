// SPDX-License-Identifier: Apache-2.0
// The connections of a server, each with the time by which it has to come to its point. A client
// that sends or reads an octet now and then would keep its place for ever.
#pragma once

#include <map>
#include <mutex>

#include "time/clock.h"

namespace stamp::http {

class Connections {
public:
	void opened(int socket, MonoTime now);	 // the first request has to be there soon
	void asked(int socket, MonoTime now);	 // it is: the response has to be taken
	void answered(int socket, MonoTime now); // it was; another request may follow
	void closed(int socket);

	// Shuts down those whose time is over. They are closed by their threads.
	void expire(MonoTime now);
	void expire_all() { expire(MonoTime::max()); }

private:
	std::mutex mutex_; // a socket is not closed, and its number not used again, meanwhile
	std::map<int, MonoTime> deadlines_;
};

} // namespace stamp::http
