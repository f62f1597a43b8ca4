"""A calendar version and a lead's zone as one number of 32 bits, as facts keep what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from sla.judging.zones import Zones
from sla.models import LeadZone
from sla.timelines.windows import Seconds

# The lower bits are the version's, four million of them; the upper ones the zone's. There are some six hundred zones.
_BITS = 22
_VERSIONS = (1 << _BITS) - 1


def packed(versions: Seconds, zones: Zones | None) -> Seconds:
    """Return one number a row, for a version as it is read in a zone; without zones that of the version alone."""
    if versions.max(initial=0) > _VERSIONS:
        raise OverflowError("Facts cannot name a calendar version: there are more than four million.")
    if zones is None:
        return versions
    numbers = _numbers(zones.names)
    return versions + (np.array([numbers[name] for name in zones.names], np.int64)[zones.which] << _BITS)


def unpacked(keys: Seconds) -> tuple[Seconds, Zones]:
    """Return the versions and the zones of such numbers."""
    numbers, which = np.unique(keys >> _BITS, return_inverse=True)
    names = dict(LeadZone.objects.filter(pk__in=numbers.tolist()).values_list("pk", "name")) if numbers.any() else {}
    return keys & _VERSIONS, Zones(which, [names.get(number, "") for number in numbers.tolist()])


def _numbers(names: Iterable[str]) -> Mapping[str, int]:
    """Return the number of each zone, 0 of none; one that had none gets the next."""
    wanted = set(names) - {""}
    known = dict(LeadZone.objects.filter(name__in=wanted).values_list("name", "pk"))
    missing = {name: LeadZone.objects.get_or_create(name=name)[0].pk for name in sorted(wanted - known.keys())}
    return {"": 0, **known, **missing}
