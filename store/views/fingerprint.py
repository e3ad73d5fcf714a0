"""The fingerprint of a projection's code: it changes with what the code does, not with how it looks."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from textwrap import dedent
from types import CodeType, FunctionType
from typing import Any

from sitlog.projections.projection import Projection


@cache
def fingerprint(projection: Projection[Any]) -> str:
    """Give the SHA-256, in hex, of a fold and of all that it uses from its own module."""
    parts = sorted({_written(each) for each in _used(projection.fold)})
    return sha256(
        "\0".join([str(projection.rows), projection.scope, *sorted(projection.topics or ()), *parts]).encode()
    ).hexdigest()


def _used(fold: Any) -> Iterator[Any]:
    """Give a function with the functions and classes of its module that it names, and those that these name."""
    ahead, seen = [fold], {id(fold)}
    while ahead:
        thing = ahead.pop()
        yield thing
        for name in _names(thing):
            found = fold.__globals__.get(name)
            ours = inspect.isfunction(found) or inspect.isclass(found)
            if ours and found.__module__ == fold.__module__ and id(found) not in seen:
                seen.add(id(found))
                ahead.append(found)


def _names(thing: Any) -> Iterator[str]:
    if isinstance(thing, FunctionType):
        yield from _names_in(thing.__code__)
    elif inspect.isclass(thing):
        for member in vars(thing).values():
            yield from _names(member)


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


def _written(thing: Any) -> str:
    try:
        tree = ast.parse(dedent(inspect.getsource(thing)))
    except (OSError, TypeError):  # typed into an interpreter: there is no file to read it from
        return thing.__code__.co_code.hex() if isinstance(thing, FunctionType) else repr(thing)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
