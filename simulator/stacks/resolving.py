"""The functions of a template, followed: what a value means once everything in it is known.

Whoever resolves says, by `Links`, what a resource is known by; so the same walk finds out what a
resource depends on, what it is like before anything is made, and what it is in the end.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.stacks import function_words as words
from pattern_tck.simulator.stacks.complaints import misformed, wrong
from pattern_tck.simulator.stacks.logic import CONDITIONS
from pattern_tck.simulator.stacks.parameters import Parameter
from pattern_tck.simulator.stacks.template import Template
from pattern_tck.simulator.stacks.texts import as_text

#: What ``AWS::NoValue`` gives: the place where it stands is left out.
NOTHING: Final = object()
LANGUAGE_EXTENSIONS: Final = "AWS::LanguageExtensions"
_NAMES: Final = re.compile(r"\$\{(!?)([^}]*)\}")
_NAME: Final = re.compile(r"[A-Za-z0-9_.:]+")


class Links(Protocol):
    """What the rest of the world answers to the functions of a template."""

    def identity(self, resource: str) -> Any:
        """Give what a Ref to a resource gives."""
        ...

    def attribute(self, resource: str, name: str) -> Any:
        """Give what Fn::GetAtt gives."""
        ...

    def exported(self, name: str) -> str:
        """Give what another stack exports under a name."""
        ...


@dataclass(frozen=True)
class Resolver:
    """Follows the functions in the values of one template. ``block`` is what is being read."""

    template: Template
    parameters: Mapping[str, Parameter]
    pseudo: Mapping[str, Any]
    links: Links
    block: str = "Resources"
    _conditions: dict[str, bool] = field(default_factory=dict)
    _asked: tuple[str, ...] = ()

    def linked(self, links: Links, block: str = "Resources") -> Resolver:
        """Give the same one for other links; conditions that were met stay so."""
        return replace(self, links=links, block=block)

    def value(self, given: Any) -> Any:
        """Give what a value means, or `NOTHING`; raises `Refusal` in CloudFormation's words."""
        if isinstance(given, dict):
            if len(given) == 1:
                name, argument = next(iter(given.items()))
                if name == "Ref":
                    return self._ref(argument)
                if name.startswith("Fn::"):
                    follow = _FUNCTIONS.get(name)
                    if follow is None:
                        raise NotModelled(f"cloudformation: the function {name}")
                    return follow(self, argument)
            inner = {name: self.value(one) for name, one in given.items()}
            return {name: one for name, one in inner.items() if one is not NOTHING}
        if isinstance(given, list):
            return [one for one in map(self.value, given) if one is not NOTHING]
        if isinstance(given, str) and "{{resolve:" in given:
            raise NotModelled("cloudformation: a dynamic reference ({{resolve:...}})")
        return given

    def met(self, name: str) -> bool:
        """Say whether a condition of the template is met."""
        if name not in self._conditions:
            declared = self.template.section("Conditions")
            if name not in declared:
                raise misformed(
                    f"Unresolved condition dependency {name} in the {self.block} block of the "
                    "template"
                )
            if name in self._asked:
                raise misformed(f"Circular dependency between conditions: [{name}]")
            inside = replace(self, block="Conditions", _asked=(*self._asked, name))
            self._conditions[name] = inside.holds(declared[name])
        return self._conditions[name]

    def holds(self, given: Any) -> bool:
        """Say whether the function of a condition gives true."""
        if isinstance(given, dict) and len(given) == 1:
            name, argument = next(iter(given.items()))
            if name == "Condition" and isinstance(argument, str):
                return self.met(argument)
            follow = CONDITIONS.get(name)
            if follow is not None:
                return follow(self, argument)
        said = self.value(given)
        if as_text(said) not in {"true", "false"}:
            raise misformed("Every Condition member must be a string or a function.")
        return as_text(said) == "true"

    def _ref(self, name: Any) -> Any:
        if not isinstance(name, str):
            raise wrong("every Ref object must have a single String value.")
        if name == "AWS::NoValue":
            return NOTHING
        if name in self.pseudo:
            return self.pseudo[name]
        if name in self.parameters:
            return self.parameters[name].value
        self._check_resource(name)
        return self.links.identity(name)

    def _check_resource(self, name: str) -> None:
        resource = self.template.resources.get(name)
        if self.block == "Conditions":
            raise misformed(
                f"Unresolved dependencies [{name}]. Cannot reference resources in the Conditions "
                "block of the template"
            )
        if resource is None or (resource.condition and not self.met(resource.condition)):
            raise misformed(
                f"Unresolved resource dependencies [{name}] in the {self.block} block of the "
                "template"
            )

    def get_att(self, argument: Any) -> Any:
        """Follow Fn::GetAtt."""
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if not isinstance(parts, list) or len(parts) != 2 or not isinstance(parts[0], str):
            raise wrong(
                "every Fn::GetAtt object requires two non-empty parameters, the resource name and "
                "the resource attribute"
            )
        name, attribute = parts[0], self.value(parts[1])
        if name not in self.template.resources:
            raise wrong(f"instance of Fn::GetAtt references undefined resource {name}")
        self._check_resource(name)
        return self.links.attribute(name, attribute)

    def sub(self, argument: Any) -> Any:
        """Follow Fn::Sub."""
        text, given = argument, {}
        if isinstance(argument, list) and len(argument) == 2:
            text, given = argument
        if not isinstance(text, str) or not isinstance(given, dict):
            raise wrong(words.SUB)
        values = {name: self.value(one) for name, one in given.items()}

        def put(found: re.Match[str]) -> str:
            literal, name = found.groups()
            if literal:
                return f"${{{name}}}"
            name = name.strip()
            if not _NAME.fullmatch(name):
                raise wrong(words.VARIABLES)
            if name in values:
                value = values[name]
            elif "." in name:
                value = self.get_att(name)
            else:
                value = self._ref(name)
            if isinstance(value, list | dict) or value is NOTHING:
                raise wrong(f"Fn::Sub cannot put a list in the place of {name}")
            return as_text(value)

        return _NAMES.sub(put, text)

    def join(self, argument: Any) -> str:
        """Follow Fn::Join."""
        if not isinstance(argument, list) or len(argument) != 2:
            raise wrong(words.JOIN)
        delimiter, items = argument[0], self.value(argument[1])
        if not isinstance(delimiter, str) or not isinstance(items, list):
            raise wrong(words.JOIN)
        if any(isinstance(one, list | dict) for one in items):
            raise wrong(words.JOIN)
        return delimiter.join(map(as_text, items))

    def split(self, argument: Any) -> list[str]:
        """Follow Fn::Split."""
        if not isinstance(argument, list) or len(argument) != 2:
            raise wrong(words.SPLIT)
        delimiter, text = argument[0], self.value(argument[1])
        if not isinstance(delimiter, str) or not delimiter or not isinstance(text, str):
            raise wrong(words.SPLIT)
        return text.split(delimiter)

    def select(self, argument: Any) -> Any:
        """Follow Fn::Select."""
        if not isinstance(argument, list) or len(argument) != 2:
            raise wrong(words.SELECT)
        index, items = self.value(argument[0]), self.value(argument[1])
        if not as_text(index).isdecimal() or not isinstance(items, list):
            raise wrong(words.SELECT)
        at = int(as_text(index))
        if at >= len(items):
            raise wrong(f"Fn::Select  cannot select nonexistent value at index {at}")
        return items[at]

    def find_in_map(self, argument: Any) -> Any:
        """Follow Fn::FindInMap."""
        more = argument[3:] if isinstance(argument, list) else []
        if not isinstance(argument, list) or len(argument) < 3 or len(more) > 1:
            raise wrong(words.MAP)
        if more and not self._extended():
            raise wrong(words.MAP)
        name, key, attribute = (as_text(self.value(one)) for one in argument[:3])
        mappings = self.template.section("Mappings")
        found = mappings.get(name, {}).get(key, {}).get(attribute, NOTHING)
        if found is not NOTHING:
            return found
        if more and isinstance(more[0], dict) and "DefaultValue" in more[0]:
            return self.value(more[0]["DefaultValue"])
        if name not in mappings:
            raise wrong(
                f"Mapping named '{name}' is not present in the 'Mappings' section of template."
            )
        raise wrong(f"Unable to get mapping for {name}::{key}::{attribute}")

    def if_(self, argument: Any) -> Any:
        """Follow Fn::If; the branch that is not taken is not read."""
        if not isinstance(argument, list) or len(argument) != 3:
            raise wrong("Fn::If requires a list argument with three elements")
        name, then, otherwise = argument
        if name not in self.template.section("Conditions"):
            raise wrong(f"unresolved condition dependency {name} in Fn::If")
        return self.value(then if self.met(name) else otherwise)

    def import_value(self, argument: Any) -> str:
        """Follow Fn::ImportValue."""
        if self.block == "Conditions":
            raise wrong("Cannot use Fn::ImportValue in Conditions.")
        return self.links.exported(as_text(self.value(argument)))

    def base64(self, argument: Any) -> str:
        """Follow Fn::Base64."""
        text = self.value(argument)
        if not isinstance(text, str):
            raise wrong("every Fn::Base64 object must have a String-typed value.")
        return base64.b64encode(text.encode()).decode()

    def length(self, argument: Any) -> int:
        """Follow Fn::Length, of the language extensions."""
        items = self.value(argument)
        if not self._extended() or not isinstance(items, list):
            raise wrong("Fn::Length expects a list, and the transform AWS::LanguageExtensions")
        return len(items)

    def to_json(self, argument: Any) -> str:
        """Follow Fn::ToJsonString, of the language extensions."""
        if not self._extended():
            raise wrong("Fn::ToJsonString expects the transform AWS::LanguageExtensions")
        return json.dumps(self.value(argument), separators=(",", ":"))

    def _extended(self) -> bool:
        return LANGUAGE_EXTENSIONS in self.template.transforms

    def boolean(self, argument: Any) -> str:
        """Refuse a function of conditions where a value stands, unless it stands in a condition."""
        raise wrong("Fn::And, Fn::Equals, Fn::Not and Fn::Or belong in the Conditions block")


_FUNCTIONS: Final[Mapping[str, Callable[[Resolver, Any], Any]]] = {
    "Fn::Base64": Resolver.base64,
    "Fn::FindInMap": Resolver.find_in_map,
    "Fn::GetAtt": Resolver.get_att,
    "Fn::If": Resolver.if_,
    "Fn::ImportValue": Resolver.import_value,
    "Fn::Join": Resolver.join,
    "Fn::Length": Resolver.length,
    "Fn::Select": Resolver.select,
    "Fn::Split": Resolver.split,
    "Fn::Sub": Resolver.sub,
    "Fn::ToJsonString": Resolver.to_json,
    **dict.fromkeys(CONDITIONS, Resolver.boolean),
}
