-- SPDX-License-Identifier: Apache-2.0
-- TLVs of STAMP: the walk of RFC 8972 4 and the values of types 1 to 12. stamp.lua loads it; when
-- Wireshark loads it by itself it only returns a table.

local HEADER_OCTETS = 4
local VENDOR_FIRST, VENDOR_LAST = 252, 254 -- private use: the enterprise number comes first

local TYPES = { [1] = "Extra Padding", [2] = "Location", [3] = "Timestamp Information",
	[4] = "Class of Service", [5] = "Direct Measurement", [6] = "Access Report",
	[7] = "Follow-Up Telemetry", [8] = "HMAC", [9] = "Destination Node Address",
	[10] = "Return Path", [11] = "Micro-session ID", [12] = "Reflected Test Packet Control" }
local SUB_TYPES = { [1] = "Source MAC Address", [2] = "Source EUI-48", [3] = "Source EUI-64",
	[4] = "Destination IP Address", [5] = "Destination IPv4", [6] = "Destination IPv6",
	[7] = "Source IP Address", [8] = "Source IPv4", [9] = "Source IPv6",
	[10] = "Layer 2 Address Group", [11] = "Layer 3 Address Group" }
local PATH_TYPES = { [1] = "Control Code", [2] = "Return Address", [3] = "SR-MPLS Label Stack",
	[4] = "SRv6 Segment List" }
local SYNC = { [1] = "NTP", [2] = "PTP", [3] = "SSU/BITS", [4] = "GNSS", [5] = "Local" }
local METHOD = { [1] = "HW assist", [2] = "SW local", [3] = "Control plane" }
local ACCESS = { [1] = "3GPP", [2] = "Non-3GPP" }
local RETURN_CODE = { [1] = "available", [2] = "unavailable" }

local P = ProtoField
local f = {
	flags = P.uint8("stamp.tlv.flags", "Flags", base.HEX),
	u = P.bool("stamp.tlv.flags.u", "U: unrecognised", 8, nil, 0x80),
	m = P.bool("stamp.tlv.flags.m", "M: malformed", 8, nil, 0x40),
	i = P.bool("stamp.tlv.flags.i", "I: integrity", 8, nil, 0x20),
	c = P.bool("stamp.tlv.flags.c", "C: conformant", 8, nil, 0x10),
	kind = P.uint8("stamp.tlv.type", "Type", base.DEC, TYPES),
	length = P.uint16("stamp.tlv.length", "Length"),
	value = P.bytes("stamp.tlv.value", "Value"),
	sub_kind = P.uint8("stamp.tlv.sub.type", "Sub-TLV Type", base.DEC, SUB_TYPES),
	path_kind = P.uint8("stamp.tlv.path.type", "Return Path Sub-TLV Type", base.DEC, PATH_TYPES),
	vendor = P.uint32("stamp.tlv.enterprise", "Enterprise Number"),
	rest = P.bytes("stamp.tlv.rest", "Rest"),
	padding = P.bytes("stamp.tlv.padding", "Padding"),
	dst_port = P.uint16("stamp.tlv.location.destination_port", "Destination Port"),
	src_port = P.uint16("stamp.tlv.location.source_port", "Source Port"),
	mac = P.ether("stamp.tlv.location.mac", "Source MAC"),
	eui64 = P.bytes("stamp.tlv.location.eui64", "Source EUI-64", base.COLON),
	dst4 = P.ipv4("stamp.tlv.location.destination", "Destination"),
	dst6 = P.ipv6("stamp.tlv.location.destination6", "Destination"),
	src4 = P.ipv4("stamp.tlv.location.source", "Source"),
	src6 = P.ipv6("stamp.tlv.location.source6", "Source"),
	sync_in = P.uint8("stamp.tlv.timestamp.sync_in", "Sync Src In", base.DEC, SYNC),
	method_in = P.uint8("stamp.tlv.timestamp.method_in", "Timestamp In", base.DEC, METHOD),
	sync_out = P.uint8("stamp.tlv.timestamp.sync_out", "Sync Src Out", base.DEC, SYNC),
	method_out = P.uint8("stamp.tlv.timestamp.method_out", "Timestamp Out", base.DEC, METHOD),
	dscp1 = P.uint16("stamp.tlv.cos.dscp1", "DSCP1 (wanted)", base.DEC, nil, 0xfc00),
	dscp2 = P.uint16("stamp.tlv.cos.dscp2", "DSCP2 (arrived)", base.DEC, nil, 0x03f0),
	ecn = P.uint16("stamp.tlv.cos.ecn", "ECN (arrived)", base.DEC, nil, 0x000c),
	rp = P.uint16("stamp.tlv.cos.rp", "RP", base.DEC, nil, 0x0003),
	s_tx = P.uint32("stamp.tlv.direct.s_txc", "S_TxC"),
	r_rx = P.uint32("stamp.tlv.direct.r_rxc", "R_RxC"),
	r_tx = P.uint32("stamp.tlv.direct.r_txc", "R_TxC"),
	access = P.uint8("stamp.tlv.access.id", "Access ID", base.DEC, ACCESS, 0xf0),
	code = P.uint8("stamp.tlv.access.return_code", "Return Code", base.DEC, RETURN_CODE),
	fu_seq = P.uint32("stamp.tlv.follow_up.seq", "Sequence Number"),
	fu_time = P.absolute_time("stamp.tlv.follow_up.timestamp", "Follow-Up Timestamp", base.UTC),
	fu_method = P.uint8("stamp.tlv.follow_up.method", "Timestamp Mode", base.DEC, METHOD),
	hmac = P.bytes("stamp.tlv.hmac", "HMAC"),
	node4 = P.ipv4("stamp.tlv.node", "Address"),
	node6 = P.ipv6("stamp.tlv.node6", "Address"),
	control = P.uint32("stamp.tlv.path.control_code", "Control Code", base.HEX),
	reply = P.bool("stamp.tlv.path.reply", "Reply requested, on the same link", 32, nil, 1),
	back4 = P.ipv4("stamp.tlv.path.address", "Return Address"),
	back6 = P.ipv6("stamp.tlv.path.address6", "Return Address"),
	label = P.uint32("stamp.tlv.path.label", "Label", base.DEC, nil, 0xfffff000),
	sid = P.ipv6("stamp.tlv.path.sid", "SID"),
	micro_s = P.uint16("stamp.tlv.micro.sender", "Sender Micro-session ID"),
	micro_r = P.uint16("stamp.tlv.micro.reflector", "Reflector Micro-session ID"),
	want_length = P.uint16("stamp.tlv.control.length", "Length of the Reflected Packet"),
	want_number = P.uint16("stamp.tlv.control.number", "Number of the Reflected Packets"),
	interval = P.uint32("stamp.tlv.control.interval", "Interval (ns)"),
	group = P.bytes("stamp.tlv.control.group", "Address Group"),
	prefix = P.uint8("stamp.tlv.control.prefix", "Prefix Length"),
}
local function fault(name, text, group, severity)
	return ProtoExpert.new("stamp.tlv." .. name, text, group, severity)
end
local G, S = expert.group, expert.severity
local e = {
	overrun = fault("overrun", "Length exceeds the packet", G.MALFORMED, S.ERROR),
	length = fault("bad_length", "Length is not valid for this type", G.MALFORMED, S.ERROR),
	stray = fault("stray", "Octets that are no TLV", G.PROTOCOL, S.NOTE),
	zeros = fault("zeros", "All zeros: padding of TWAMP Light", G.PROTOCOL, S.NOTE),
	u = fault("unrecognised", "Unrecognised by the reflector", G.RESPONSE_CODE, S.NOTE),
	m = fault("malformed", "Malformed, says the reflector", G.RESPONSE_CODE, S.WARN),
	i = fault("integrity", "HMAC is wrong, says the reflector", G.RESPONSE_CODE, S.WARN),
	after = fault("after_hmac", "TLV after the HMAC TLV (RFC 8972 4.8)", G.PROTOCOL, S.WARN),
}

local function in_turn(tree, value, ...) -- field, octets, field, octets, ...
	local from = 0
	local list = { ... }
	for i = 1, #list, 2 do
		tree:add(list[i], value(from, list[i + 1]))
		from = from + list[i + 1]
	end
end

local function address(tree, value, four, six)
	tree:add(value:len() == 4 and four or six, value())
end

local function list_of(octets, field)
	return function(tree, value)
		for from = 0, value:len() - octets, octets do tree:add(field, value(from, octets)) end
	end
end

local function one_of(...)
	local allowed = { ... }
	return function(length)
		for _, good in ipairs(allowed) do
			if length == good then return true end
		end
		return false
	end
end
local function at_least(least) return function(length) return length >= least end end
local function times(octets)
	return function(length) return length > 0 and length % octets == 0 end
end

local walk -- below

local LOCATION = {
	[1] = { one_of(8) }, [2] = { one_of(8), function(t, v) t:add(f.mac, v(0, 6)) end },
	[3] = { one_of(8), function(t, v) t:add(f.eui64, v()) end },
	[4] = { one_of(16) }, [5] = { one_of(16), function(t, v) t:add(f.dst4, v(0, 4)) end },
	[6] = { one_of(16), function(t, v) t:add(f.dst6, v()) end },
	[7] = { one_of(16) }, [8] = { one_of(16), function(t, v) t:add(f.src4, v(0, 4)) end },
	[9] = { one_of(16), function(t, v) t:add(f.src6, v()) end },
}
local GROUPS = {
	[10] = { one_of(4, 12, 16), function(t, v) t:add(f.group, v()) end },
	[11] = { one_of(8, 20), function(t, v)
		t:add(f.prefix, v(0, 1))
		t:add(f.group, v(4))
	end },
}
local PATHS = {
	[1] = { one_of(4), function(t, v)
		t:add(f.control, v())
		t:add(f.reply, v())
	end },
	[2] = { one_of(4, 16), function(t, v) address(t, v, f.back4, f.back6) end },
	[3] = { times(4), list_of(4, f.label) },
	[4] = { times(16), list_of(16, f.sid) },
}
local KINDS = {
	[1] = { at_least(0), function(t, v) t:add(f.padding, v()) end },
	[2] = { at_least(4), function(t, v, c)
		in_turn(t, v, f.dst_port, 2, f.src_port, 2)
		walk(v, 4, t, c, f.sub_kind, SUB_TYPES, LOCATION)
	end },
	[3] = { at_least(4), function(t, v)
		in_turn(t, v, f.sync_in, 1, f.method_in, 1, f.sync_out, 1, f.method_out, 1)
	end },
	[4] = { one_of(4), function(t, v)
		for _, field in ipairs({ f.dscp1, f.dscp2, f.ecn, f.rp }) do t:add(field, v(0, 2)) end
	end },
	[5] = { one_of(12), function(t, v) in_turn(t, v, f.s_tx, 4, f.r_rx, 4, f.r_tx, 4) end },
	[6] = { one_of(4), function(t, v) in_turn(t, v, f.access, 1, f.code, 1) end },
	[7] = { one_of(16), function(t, v, c)
		t:add(f.fu_seq, v(0, 4))
		c.add_time(t, f.fu_time, v(4, 8))
		t:add(f.fu_method, v(12, 1))
	end },
	[8] = { one_of(16), function(t, v) t:add(f.hmac, v()) end },
	[9] = { one_of(4, 16), function(t, v) address(t, v, f.node4, f.node6) end },
	[10] = { at_least(4), function(t, v, c) walk(v, 0, t, c, f.path_kind, PATH_TYPES, PATHS) end },
	[11] = { one_of(4), function(t, v) in_turn(t, v, f.micro_s, 2, f.micro_r, 2) end },
	[12] = { at_least(12), function(t, v, c)
		in_turn(t, v, f.want_length, 2, f.want_number, 2, f.interval, 4)
		walk(v, 8, t, c, f.sub_kind, SUB_TYPES, GROUPS)
	end },
}

local function is_zero(range) return not range:bytes():tohex():find("[^0]") end

local function add_flags(tree, range)
	local flags = range:uint()
	local item = tree:add(f.flags, range)
	for _, field in ipairs({ f.u, f.m, f.i, f.c }) do item:add(field, range) end
	for bit, one in pairs({ [0x40] = e.m, [0x20] = e.i }) do
		if math.floor(flags / bit) % 2 == 1 then item:add_proto_expert_info(one) end
	end
	return flags
end

local function add_value(tree, value, kind, known, context) -- value: false if there is none
	local length, rule = value and value:len() or 0, known[kind]
	local private = kind >= VENDOR_FIRST and kind <= VENDOR_LAST
	if private and length < 4 or rule and not rule[1](length) then
		return tree:add_proto_expert_info(e.length)
	elseif length == 0 then
		return
	end
	if private then tree:add(f.vendor, value(0, 4)) end
	tree:add(f.value, value())
	if rule and rule[2] then rule[2](tree, value, context) end
end

-- The TLVs of a buffer from an offset on; sub-TLVs have the same header.
function walk(buffer, from, tree, context, kind_field, names, known)
	local signed = false
	while from < buffer:len() do
		local left = buffer:len() - from
		local rest = buffer(from)
		if is_zero(rest) then
			return tree:add(f.rest, rest):add_proto_expert_info(e.zeros)
		elseif left < HEADER_OCTETS then
			return tree:add(f.rest, rest):add_proto_expert_info(e.stray)
		end
		local kind, length = buffer(from + 1, 1):uint(), buffer(from + 2, 2):uint()
		local whole = math.min(HEADER_OCTETS + length, left)
		local item = tree:add(buffer(from, whole), names[kind] or "Unknown type " .. kind)
		local flags = add_flags(item, buffer(from, 1))
		item:add(kind_field, buffer(from + 1, 1))
		item:add(f.length, buffer(from + 2, 2))
		if HEADER_OCTETS + length > left then
			item:add_proto_expert_info(e.overrun)
			if left > HEADER_OCTETS then item:add(f.rest, buffer(from + HEADER_OCTETS)) end
			return
		end
		if signed and kind ~= 1 then item:add_proto_expert_info(e.after) end
		signed = signed or (known == KINDS and kind == 8)
		if context.is_reply and flags >= 0x80 then item:add_proto_expert_info(e.u) end
		if math.floor(flags / 0x40) % 2 == 1 then -- nothing behind it is read (RFC 8972 4)
			if left > HEADER_OCTETS then item:add(f.rest, buffer(from + HEADER_OCTETS)) end
			return
		end
		add_value(item, length > 0 and buffer(from + HEADER_OCTETS, length):tvb(), kind, known, context)
		from = from + whole
	end
end

local function listed(map)
	local list = {}
	for _, one in pairs(map) do list[#list + 1] = one end
	return list
end

return {
	fields = listed(f), experts = listed(e),
	dissect = function(buffer, tree, is_reply, add_time)
		walk(buffer, 0, tree, { is_reply = is_reply, add_time = add_time }, f.kind, TYPES, KINDS)
	end,
}
