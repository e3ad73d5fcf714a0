"""The command line in a process that may not pass over permissions, even where root runs the tests."""

WITHOUT_OVERRIDE = """
import ctypes
from sitlog.__main__ import main

VERSION, OVERRIDES = 0x20080522, 0b1110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER: see capset(2)
header, sets = (ctypes.c_uint32 * 2)(VERSION, 0), (ctypes.c_uint32 * 6)()
libc = ctypes.CDLL(None)
libc.capget(header, sets)
sets[0] &= ~OVERRIDES
libc.capset(header, sets)
main()
"""
