// SPDX-License-Identifier: Apache-2.0
// What may be chosen of a datapath: where it sees packets, and by whose clock it times them.
#pragma once

namespace stamp::session {

enum class Hook {
	automatic, // the first that this kernel has: tcx, clsact, socket
	tcx,	   // Linux 6.6: a link, gone with its owner, even by SIGKILL
	clsact,	   // a filter, which has to be removed
	xdp,	   // before the stack: natively, else generic; what it leaves goes to tcx or clsact
	socket,	   // no program: behind the stack, by the time stamps of the kernel
};

enum class TimestampSource {
	automatic, // the card's, if it stamps every packet already; else the kernel's
	hardware,  // the card's: else an error
	software,
};

} // namespace stamp::session
