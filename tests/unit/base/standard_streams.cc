// SPDX-License-Identifier: Apache-2.0
#include "base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include "support/catch.h"
#include "unit/base/in_child.h"

using namespace stamp;

TEST_CASE("whichever standard streams are closed, the next descriptor is none of them") {
	for (unsigned closed = 0; closed < 8; closed++) {
		CAPTURE(closed);
		CHECK(test::in_child([closed] {
			      for (int fd = 0; fd < 3; fd++)
				      if ((closed >> fd & 1) != 0)
					      close(fd);
			      if (!open_standard_streams())
				      _exit(2);
			      const int next = open("/", O_RDONLY | O_CLOEXEC);
			      if (next < 3 || write(STDOUT_FILENO, "", 0) < 0)
				      _exit(3);
		      }) == test::child_passed);
	}
}
