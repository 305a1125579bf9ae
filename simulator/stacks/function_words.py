"""What CloudFormation says of functions that have not got what they need."""

from __future__ import annotations

from typing import Final

JOIN: Final = (
    "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of "
    "strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be "
    "joined."
)
SPLIT: Final = (
    "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be "
    "split or a function that returns a string to be split."
)
SELECT: Final = "Fn::Select requires a list argument with two elements: an integer index and a list"
MAP: Final = (
    "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute "
    "for return value"
)
SUB: Final = (
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as "
    "first argument, and an optional second argument to specify a mapping of values to replace in "
    "the string"
)
VARIABLES: Final = (
    "variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, "
    "periods, and colons"
)
