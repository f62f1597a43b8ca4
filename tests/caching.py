"""Gives every test a cache of its own, on a server that is shared and survives the test."""

import os
from itertools import count

_tests = count()
_test = 0


def next_test() -> None:
    global _test
    _test = next(_tests)


def key_of_this_test(key: str, key_prefix: str, version: int) -> str:
    return f"test:{os.getpid()}:{_test}:{key}"
