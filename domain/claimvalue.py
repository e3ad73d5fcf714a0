"""What a structured claim claims: a number, a date, a place or an actor."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, model_validator

from sitlog.domain.values import SourceRef, Text, Value
from sitlog.domain.when import When


def _plainly(number: Decimal) -> str:
    return format(number, "f")


# Decimals travel as JSON strings: a JSON number would become a float on the way and lose its value.
Number = Annotated[
    Decimal, Field(max_digits=30, decimal_places=10, allow_inf_nan=False), PlainSerializer(_plainly, return_type=str)
]


class NumberValue(Value):
    """A number between bounds, both included; equal bounds give it exactly, a missing one leaves it open."""

    type: Literal["number"]
    at_least: Number | None = None
    at_most: Number | None = None
    unit: Text | None = None

    @model_validator(mode="after")
    def _bounded_in_order(self) -> Self:
        if self.at_least is None and self.at_most is None:
            msg = "a number needs a bound: at_least, at_most, or both"
            raise ValueError(msg)
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            msg = f"a number cannot be at least {self.at_least} and at most {self.at_most}"
            raise ValueError(msg)
        return self


class DateValue(Value):
    """A time at which something is said to have been so."""

    type: Literal["date"]
    when: When


class PlaceValue(Value):
    """A place, in the words of the desk."""

    type: Literal["place"]
    place: Text


class ActorValue(Value):
    """Somebody who is said to have done it."""

    type: Literal["actor"]
    actor: SourceRef


ClaimValue = Annotated[NumberValue | DateValue | PlaceValue | ActorValue, Field(discriminator="type")]
