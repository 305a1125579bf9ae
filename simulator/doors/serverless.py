"""SAM: the transform of serverless templates, by AWS's own translator, for the worlds of the doors.

It takes seconds to import, so that happens when somebody brings such a template. It asks nobody:
neither the network, nor a profile for the region.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.world import World

SERVERLESS: Final = "AWS::Serverless-2016-10-31"


def equip(world: World) -> None:
    """Have the stacks of a world know SAM."""
    world.transforms.setdefault(SERVERLESS, translate)


@dataclass(frozen=True)
class _Session:
    """What the translator asks of a session of boto3."""

    region_name: str


def translate(
    document: Mapping[str, Any], parameters: Mapping[str, str], region: str
) -> Mapping[str, Any]:
    """Give the template that a serverless one stands for.

    Raises ValueError with the sentences of the translator, and `NotModelled` if it is not there.
    """
    try:
        from samtranslator.metrics.metrics import DummyMetricsPublisher, Metrics  # noqa: PLC0415
        from samtranslator.model.exceptions import InvalidDocumentException  # noqa: PLC0415
        from samtranslator.parser.parser import Parser  # noqa: PLC0415
        from samtranslator.translator.translator import Translator  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise NotModelled(
            f"cloudformation: the transform {SERVERLESS} without aws-sam-translator "
            f"(pip install 'pattern-tck[sam]'; there is no {missing.name}), which"
        ) from missing
    # It measures itself, and complains aloud of measures that nobody publishes.
    metrics = Metrics("ServerlessTransform", DummyMetricsPublisher())
    translator = Translator(None, Parser(), boto_session=_Session(region), metrics=metrics)
    try:
        translated: dict[str, Any] = translator.translate(
            sam_template=copy.deepcopy(dict(document)),
            parameter_values=dict(parameters),
            get_managed_policy_map=dict,
        )
    except InvalidDocumentException as mistake:
        causes = " ".join(cause.message for cause in mistake.causes)
        raise ValueError(f"{mistake.message} {causes}") from None
    finally:
        metrics.publish()
    translated.pop("Transform", None)
    return translated
