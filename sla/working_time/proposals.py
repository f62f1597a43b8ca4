"""Holidays proposed by country. People tick what they keep: a list of observances is not a list of days off.

The library that knows them takes 46 MB and a second, and is asked about once a year: so it runs in a process of its
own, `python sla/working_time/proposals.py DE BY 2026 2027`, and no web worker keeps it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

SECONDS = 30

_COUNTRY = re.compile(r"[A-Z]{2}")
_REGION = re.compile(r"[A-Za-z0-9 .-]{0,30}")


class NoProposals(ValueError):
    """Nothing is known of this country or region; the sentence says what could be asked for."""


def proposed(country: str, region: str, years: Sequence[int]) -> Mapping[str, str]:
    """Return the names of a country's public holidays by ISO date. Some follow the moon and are estimates."""
    if not _COUNTRY.fullmatch(country) or not _REGION.fullmatch(region):
        raise NoProposals("A country is two letters, such as DE or US, and a region is its code, such as BY or CA.")
    # By its path: as a part of the package it would want Django.
    command = [sys.executable, "-P", __file__, country, region, *map(str, years)]
    answer = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, text=True)  # noqa: S603
    found = json.loads(answer.stdout)
    if "problem" in found:
        raise NoProposals(found["problem"])
    days: dict[str, str] = found["days"]
    return days


def _answer(country: str, region: str, years: Sequence[int]) -> dict[str, object]:
    import holidays

    regions = holidays.list_supported_countries().get(country)
    if regions is None:
        return {"problem": f"No holidays are known of “{country}”. Write two letters, such as DE or US."}
    if region and region not in regions:
        known = f"It has {', '.join(regions)}." if regions else "It has none."
        return {"problem": f"{country} has no region “{region}”. {known}"}
    found = holidays.country_holidays(country, subdiv=region or None, years=years, language="en_US")
    return {"days": {day.isoformat(): name for day, name in sorted(found.items())}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer(sys.argv[1], sys.argv[2], [int(year) for year in sys.argv[3:]])))
