# SPDX-License-Identifier: Apache-2.0
"""Hosts in network namespaces, for tests of the real program. Python's standard library only."""
