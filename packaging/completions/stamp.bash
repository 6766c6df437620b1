# SPDX-License-Identifier: Apache-2.0
# Completion of stamp(1) for bash. Written by stamp-pages from the option tables: do not edit.

# Interfaces of this network namespace.
_stamp_interfaces() {
	local name rest
	while IFS=: read -r name rest; do
		[[ -n $rest && $name != *'|'* ]] && printf '%s\n' "${name// /}"
	done < /proc/net/dev
}

# Interfaces on which something of stamp is pinned; all of them where that cannot be seen.
_stamp_running() {
	local path name found=
	for path in /sys/fs/bpf/stamp/*/*/; do
		[[ -d $path && $path != */network-namespace-* ]] || continue
		name=${path%/*/}
		name=${name##*/}
		printf '%s\n' "${name//:/.}"
		found=yes
	done
	[[ $found ]] || _stamp_interfaces
}

_stamp_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_stamp_files() {
	compopt -o filenames 2> /dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_stamp_commands='sender reflector stats agent doctor version help'

_stamp_options() {
	case $1 in
	sender) _stamp_words '--count --interval --duration --timeout --precise --force --dest-port --source-port --source -4 -6 --mark --reflector-mode --reflector-utc-offset --length --dscp --ecn --ttl --ssid --zero-ssid --timestamp --tlv --access-report-timer --access-report-retries --key-file --tlv-key-file --json -o --quiet --verbose -D --lines --report --hist --histpath --fail-loss --fail-rtt --timestamp-source --enforce-sync --enforce-ptp --hook --config --debug --help' ;;
	reflector) _stamp_words '--port --address --allow --ssid --rate --total-rate --timestamp --stateful --stateless --session-timeout --max-sessions --sessions-per-source --key-file --key-dir --tlv-key-file --tlv-key-dir --tlv-policy --dscp-allow --location-blank --return-path --reflect-control --micro-session-id --all --stale --output --json --quiet --verbose --timestamp-source --enforce-sync --enforce-ptp --hook --config --debug --help' ;;
	stats) _stamp_words '--json --openmetrics --watch --sessions --top --help' ;;
	agent) _stamp_words '--config --check --print-config --log --quiet --verbose --debug --help' ;;
	doctor) _stamp_words '--json --help' ;;
	version) _stamp_words '--json --help' ;;
	esac
}

# Offers what an option takes. Fails where it takes nothing.
_stamp_value() {
	case $1 in
	'sender -c' | 'sender --count') : ;;
	'sender -i' | 'sender --interval') : ;;
	'sender -t' | 'sender --duration') : ;;
	'sender -w' | 'sender --timeout') : ;;
	'sender -d' | 'sender --dest-port') : ;;
	'sender -s' | 'sender --source-port') _stamp_words 'auto' ;;
	'sender --source') : ;;
	'sender --mark') : ;;
	'sender --reflector-mode') _stamp_words 'auto stateless stateful' ;;
	'sender --reflector-utc-offset') _stamp_words 'auto' ;;
	'sender -l' | 'sender --length') : ;;
	'sender --dscp') : ;;
	'sender --ecn') : ;;
	'sender --ttl') : ;;
	'sender --ssid') : ;;
	'sender --zero-ssid') _stamp_words 'continue stop' ;;
	'sender --timestamp') _stamp_words 'ntp ptp' ;;
	'sender --tlv') _stamp_words 'padding location timestamp-information class-of-service direct-measurement access-report follow-up-telemetry hmac destination-node-address return-path micro-session-id reflect-control' ;;
	'sender --access-report-timer') : ;;
	'sender --access-report-retries') : ;;
	'sender --key-file') _stamp_files -f ;;
	'sender --tlv-key-file') _stamp_files -f ;;
	'sender -o') _stamp_files -f ;;
	'sender --report') : ;;
	'sender --histpath') _stamp_files -f ;;
	'sender --fail-loss') : ;;
	'sender --fail-rtt') : ;;
	'sender --timestamp-source') _stamp_words 'auto hw sw' ;;
	'sender --hook') _stamp_words 'auto xdp tcx clsact socket' ;;
	'sender --config') _stamp_files -f ;;
	'reflector -p' | 'reflector --port') : ;;
	'reflector --address') : ;;
	'reflector --allow') : ;;
	'reflector --ssid') : ;;
	'reflector --rate') : ;;
	'reflector --total-rate') : ;;
	'reflector --timestamp') _stamp_words 'ntp ptp' ;;
	'reflector --session-timeout') : ;;
	'reflector --max-sessions') : ;;
	'reflector --sessions-per-source') : ;;
	'reflector --key-file') _stamp_files -f ;;
	'reflector --key-dir') _stamp_files -d ;;
	'reflector --tlv-key-file') _stamp_files -f ;;
	'reflector --tlv-key-dir') _stamp_files -d ;;
	'reflector --tlv-policy') _stamp_words 'process echo' ;;
	'reflector --dscp-allow') : ;;
	'reflector --location-blank') : ;;
	'reflector --return-path') : ;;
	'reflector --reflect-control') : ;;
	'reflector --micro-session-id') : ;;
	'reflector --timestamp-source') _stamp_words 'auto hw sw' ;;
	'reflector --hook') _stamp_words 'auto xdp tcx clsact socket' ;;
	'reflector --config') _stamp_files -f ;;
	'stats --watch') : ;;
	'stats --top') : ;;
	'agent --config') _stamp_files -f ;;
	'agent --log') _stamp_words 'text json' ;;
	*) return 1 ;;
	esac
}

_stamp_takes_value() {
	case $1 in
	'sender -c' | 'sender --count' | 'sender -i' | 'sender --interval' | 'sender -t' | 'sender --duration' | 'sender -w' | 'sender --timeout' | 'sender -d' | 'sender --dest-port' | 'sender -s' | 'sender --source-port' | 'sender --source' | 'sender --mark' | 'sender --reflector-mode' | 'sender --reflector-utc-offset' | 'sender -l' | 'sender --length' | 'sender --dscp' | 'sender --ecn' | 'sender --ttl' | 'sender --ssid' | 'sender --zero-ssid' | 'sender --timestamp' | 'sender --tlv' | 'sender --access-report-timer' | 'sender --access-report-retries' | 'sender --key-file' | 'sender --tlv-key-file' | 'sender -o' | 'sender --report' | 'sender --histpath' | 'sender --fail-loss' | 'sender --fail-rtt' | 'sender --timestamp-source' | 'sender --hook' | 'sender --config' | 'reflector -p' | 'reflector --port' | 'reflector --address' | 'reflector --allow' | 'reflector --ssid' | 'reflector --rate' | 'reflector --total-rate' | 'reflector --timestamp' | 'reflector --session-timeout' | 'reflector --max-sessions' | 'reflector --sessions-per-source' | 'reflector --key-file' | 'reflector --key-dir' | 'reflector --tlv-key-file' | 'reflector --tlv-key-dir' | 'reflector --tlv-policy' | 'reflector --dscp-allow' | 'reflector --location-blank' | 'reflector --return-path' | 'reflector --reflect-control' | 'reflector --micro-session-id' | 'reflector --timestamp-source' | 'reflector --hook' | 'reflector --config' | 'stats --watch' | 'stats --top' | 'agent --config' | 'agent --log') return 0 ;;
	esac
	return 1
}

_stamp_operand() {
	case $1:$2:$3 in
	sender:0:) _stamp_words "auto $(_stamp_interfaces)" ;;
	sender:*) mapfile -t COMPREPLY < <(compgen -A hostname -- "$cur") ;;
	reflector:0:) _stamp_words "add change del show dev $(_stamp_interfaces)" ;;
	reflector:1:change | reflector:1:del | reflector:1:show) _stamp_words "$(_stamp_running)" ;;
	reflector:1:add) _stamp_words "$(_stamp_interfaces)" ;;
	reflector:*:add | reflector:*:change | reflector:*:del | reflector:*:show) ;;
	reflector:*) _stamp_words "$(_stamp_interfaces)" ;;
	stats:0:) _stamp_words "$(_stamp_running)" ;;
	doctor:0:) _stamp_words "$(_stamp_interfaces)" ;;
	help:0:) _stamp_words "$_stamp_commands" ;;
	esac
}

_stamp() {
	local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command i
	local operands=0 verb= skip=
	COMPREPLY=()
	# bash takes "=" for a word of its own.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if ((COMP_CWORD == 1)); then
		_stamp_words "$_stamp_commands"
		return
	fi
	command=${COMP_WORDS[1]}
	_stamp_value "$command $before" && return
	if [[ $cur == -* ]]; then
		_stamp_options "$command"
		return
	fi
	for ((i = 2; i < COMP_CWORD; i++)); do
		if [[ $skip ]]; then
			skip=
		elif [[ ${COMP_WORDS[i]} == = ]]; then
			skip=yes
		elif [[ ${COMP_WORDS[i]} == -* ]]; then
			_stamp_takes_value "$command ${COMP_WORDS[i]}" &&
				[[ ${COMP_WORDS[i + 1]} != = ]] && skip=yes
		elif [[ ${COMP_WORDS[i]} != dev ]]; then
			((operands++ == 0)) && verb=${COMP_WORDS[i]}
		fi
	done
	_stamp_operand "$command" "$operands" "$verb"
}

complete -F _stamp stamp
