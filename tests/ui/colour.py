"""How colours look to people: contrast (WCAG 2), and distance as seen with each kind of colour blindness.

The matrices are those of Machado, Oliveira and Fernandes (2009) at full severity, on linear RGB; the distance is
Euclidean in Oklab, times 100. About 2 is the smallest step that can be seen.
"""

from __future__ import annotations

import re
from pathlib import Path

Linear = tuple[float, float, float]
Matrix = tuple[Linear, Linear, Linear]

SIGHT: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def tokens(path: Path) -> dict[str, dict[str, str]]:
    """Every colour token of a style sheet, by theme."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", path.read_text())
    return {"light": {name: light for name, light, _ in pairs}, "dark": {name: dark for name, _, dark in pairs}}


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(_linear(one)), _luminance(_linear(other))))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, sight: str) -> float:
    seen = [_oklab(_seen(_linear(colour), SIGHT[sight])) for colour in (one, other)]
    return 100 * sum((x - y) ** 2 for x, y in zip(*seen, strict=True)) ** 0.5


def _linear(colour: str) -> Linear:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _decode(red), _decode(green), _decode(blue)


def _decode(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _luminance(colour: Linear) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True))


def _apply(matrix: Matrix, colour: Linear) -> Linear:
    one, two, three = (sum(m * c for m, c in zip(row, colour, strict=True)) for row in matrix)
    return one, two, three


def _seen(colour: Linear, matrix: Matrix) -> Linear:
    red, green, blue = (min(1.0, max(0.0, part)) for part in _apply(matrix, colour))
    return red, green, blue


def _oklab(colour: Linear) -> Linear:
    cones = _apply(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        colour,
    )
    red, green, blue = (cone ** (1 / 3) for cone in cones)
    return _apply(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        (red, green, blue),
    )
