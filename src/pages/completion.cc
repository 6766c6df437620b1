// SPDX-License-Identifier: Apache-2.0
#include "pages/completion.h"

namespace stamp::pages {

Operands operands_of(const std::string &command) {
	if (command == "sender")
		return {Operand::interface, Operand::host};
	if (command == "reflector")
		return {Operand::interface_or_verb, Operand::interface};
	if (command == "stats")
		return {Operand::running, Operand::none};
	if (command == "doctor")
		return {Operand::interface, Operand::none};
	if (command == "help")
		return {Operand::command, Operand::none};
	return {};
}

Argument argument_of(const cli::Option &option) {
	if (option.is_switch())
		return Argument::none;
	if (option.argument == "FILE")
		return Argument::file;
	if (option.argument == "DIR")
		return Argument::directory;
	return option.argument == "ADDR" ? Argument::address : Argument::text;
}

} // namespace stamp::pages
