"""Scenes under the sky: campus, city, fields, forest, harbour."""

import math
from collections.abc import Sequence
from typing import TypeAlias

from backend.demo.pictures.canvas import Canvas, Colour, Point, colour, mix, palette

Light: TypeAlias = tuple[list[Colour], Colour, Colour]  # sky from top to horizon, sun, ink of the nearest things

LIGHTS: list[Light] = [
    (palette("#274472 #5885af #f3c9a5 #fbe3c8"), colour("#fff1d6"), colour("#1d3146")),  # first light
    (palette("#4aa3c7 #8fcbdc #d7eef0 #f6faf4"), colour("#fffbe8"), colour("#1f4a57")),  # forenoon
    (palette("#2d2f5b #6f4a7f #d77a77 #f8c58f"), colour("#ffe3b0"), colour("#241c3c")),  # sunset
    (palette("#1d4e5f #3f8f8b #b6d8b5 #f3edc9"), colour("#fffbe0"), colour("#123640")),  # after rain
]
STONES = palette("#e9d8bd #d8b99a #dfe3e2 #e6cbb3")
LEAVES = palette("#5f8f5b #7aa35f #4b7f6a #94a955")
WHITE = (255, 255, 255)


def _sky(canvas: Canvas, horizon: float, sun_at: tuple[float, float], sun_size: float) -> tuple[Light, Colour]:
    """Draw sky, sun and clouds; answer the light and the colour of the haze at the horizon."""
    light = canvas.variant(LIGHTS)
    stops, sun, _ = light
    canvas.wash(stops, 0, horizon)
    canvas.wash([stops[-1], stops[-1]], horizon)
    x, y = canvas.width * sun_at[0], canvas.height * sun_at[1]
    canvas.glow(x, y, sun_size * canvas.unit * 9, sun, 0.42)
    canvas.disc(x, y, sun_size * canvas.unit, sun, 235)
    for _ in range(4):
        _cloud(canvas, canvas.rng.uniform(0, canvas.width), canvas.rng.uniform(0.08, 0.36) * horizon)
    return light, stops[-1]


def _cloud(canvas: Canvas, x: float, y: float) -> None:
    """Draw a flat cloud of a few long strokes."""
    rng, unit = canvas.rng, canvas.unit
    for stroke in range(rng.randint(2, 4)):
        half = rng.uniform(9, 26) * unit
        shift, high = rng.uniform(-14, 14) * unit, rng.uniform(0.5, 0.9) * unit
        top = y + stroke * unit * 1.5
        canvas.box(x + shift - half, top - high, x + shift + half, top + high, WHITE, 36, high)


def ridge(canvas: Canvas, base: float, swing: float, step: float = 8) -> list[Point]:
    """Answer a calm, uneven line across the sheet, made of waves of several lengths."""
    rng = canvas.rng
    waves = [(swing / (n + 1), (n + 1) * rng.uniform(1.2, 2.4), rng.uniform(0, 6.28)) for n in range(4)]
    xs = [step * n for n in range(int(canvas.width / step) + 2)]
    return [(x, base + sum(a * math.sin(f * math.tau * x / canvas.width + p) for a, f, p in waves)) for x in xs]


def ground(canvas: Canvas, line: Sequence[Point], stops: Sequence[Colour]) -> None:
    """Fill everything under a line."""
    bottom = float(canvas.height)
    canvas.washed([(line[0][0], bottom), *line, (line[-1][0], bottom)], stops)


def campus(canvas: Canvas) -> None:
    """Draw a library with columns, a bell tower and halls across a lake."""
    horizon = canvas.height * 0.68
    light, haze = _sky(canvas, horizon, (canvas.rng.uniform(0.12, 0.28), 0.34), 5.5)
    ink = light[2]
    for depth, share in ((13, 0.76), (8, 0.6)):
        ground(canvas, ridge(canvas, horizon - depth * canvas.unit, 4 * canvas.unit), [mix(ink, haze, share), haze])
    middle, wall = canvas.width * canvas.rng.uniform(0.46, 0.54), mix(canvas.rng.choice(STONES), ink, 0.24)
    for side in (-1, 1):
        for place in (44, 66, 90):
            high = canvas.rng.uniform(13, 20)
            _hall(canvas, middle + side * place * canvas.unit, horizon, high, mix(wall, light[0][1], 0.34))
    for _ in range(36):
        x = canvas.rng.uniform(-0.02, 1.02) * canvas.width
        leaf = mix(canvas.rng.choice(LEAVES), ink, canvas.rng.uniform(0.3, 0.55))
        _tree(canvas, x, horizon, canvas.rng.uniform(4, 9), leaf)
    _tower(canvas, middle + canvas.rng.choice((-1, 1)) * 30 * canvas.unit, horizon, wall, light[1])
    _library(canvas, middle, horizon, wall, light[1])
    canvas.box(0, horizon - canvas.unit * 0.8, canvas.width, horizon, ink)
    canvas.mirror(horizon, light[0][0], 0.34)
    _ripples(canvas, horizon, light[1])


def _hall(canvas: Canvas, x: float, ground_at: float, high: float, wall: Colour) -> None:
    """Draw a plain building with rows of windows."""
    unit = canvas.unit
    half, top = canvas.rng.uniform(8, 12) * unit, ground_at - high * unit
    canvas.box(x - half, top, x + half, ground_at, wall)
    canvas.box(x - half - unit, top - unit, x + half + unit, top, mix(wall, WHITE, 0.12))
    row = top + 2.2 * unit
    while row < ground_at - 3 * unit:
        column = x - half + 1.6 * unit
        while column < x + half - 2 * unit:
            canvas.box(column, row, column + 1.4 * unit, row + 1.8 * unit, mix(wall, colour("#39546b"), 0.45))
            column += 2.7 * unit
        row += 3.6 * unit


def _library(canvas: Canvas, x: float, ground_at: float, wall: Colour, lamp: Colour) -> None:
    """Draw the main building: steps, columns, a wide gable and a dome."""
    unit = canvas.unit
    pale, dark = mix(wall, WHITE, 0.25), mix(wall, (0, 0, 0), 0.25)
    top = ground_at - 20 * unit
    canvas.disc(x, top - 3 * unit, 8.5 * unit, mix(wall, lamp, 0.22))
    canvas.line([(x, top - 15 * unit), (x, top - 10 * unit)], 0.5 * unit, pale)
    canvas.box(x - 24 * unit, top + 4 * unit, x + 24 * unit, ground_at, wall)
    canvas.box(x - 15 * unit, top, x + 15 * unit, ground_at, dark)
    canvas.polygon([(x - 17 * unit, top), (x, top - 7.5 * unit), (x + 17 * unit, top)], pale)
    canvas.box(x - 17 * unit, top, x + 17 * unit, top + 1.6 * unit, mix(wall, WHITE, 0.4))
    for column in range(-5, 6, 2):
        left = x + column * 2.6 * unit
        canvas.box(left - 0.9 * unit, top + 1.6 * unit, left + 0.9 * unit, ground_at - 2.4 * unit, pale)
    for column in range(-4, 5, 2):
        left = x + column * 2.6 * unit
        canvas.box(left - 0.9 * unit, top + 4 * unit, left + 0.9 * unit, ground_at - 3 * unit, lamp, 150)
    for wing in (-20, 19):
        for storey in (8, 13):
            left = x + wing * unit - 2 * unit
            canvas.box(left, top + storey * unit - 2 * unit, left + 5 * unit, top + storey * unit, lamp, 120)
    for step in range(3):
        wide = (18 + step * 1.6) * unit
        canvas.box(x - wide, ground_at - (2.4 - step * 0.8) * unit, x + wide, ground_at, mix(pale, WHITE, 0.1 * step))


def _tower(canvas: Canvas, x: float, ground_at: float, wall: Colour, lamp: Colour) -> None:
    """Draw the bell tower with its lit clock face."""
    unit, top = canvas.unit, ground_at - 36 * canvas.unit
    canvas.box(x - 4 * unit, top, x + 4 * unit, ground_at, mix(wall, WHITE, 0.1))
    canvas.box(x, top, x + 4 * unit, ground_at, wall)
    canvas.box(x - 5 * unit, top - unit, x + 5 * unit, top + unit, mix(wall, WHITE, 0.3))
    canvas.polygon([(x - 4.4 * unit, top - unit), (x, top - 10 * unit), (x + 4.4 * unit, top - unit)], wall)
    canvas.disc(x, top + 6 * unit, 2.6 * unit, lamp)
    canvas.line([(x, top + 4.2 * unit), (x, top + 6 * unit), (x + 1.3 * unit, top + 6.6 * unit)], 0.4 * unit, wall)
    for slit in (13, 19, 25):
        canvas.box(x - 0.7 * unit, top + slit * unit, x + 0.7 * unit, top + (slit + 3.4) * unit, lamp, 120)


def _tree(canvas: Canvas, x: float, ground_at: float, high: float, leaf: Colour) -> None:
    """Draw a round tree out of a few overlapping crowns."""
    unit = canvas.unit
    canvas.line([(x, ground_at), (x, ground_at - high * unit * 0.6)], 0.4 * unit, mix(leaf, (0, 0, 0), 0.3))
    for _ in range(5):
        shift, lift = canvas.rng.uniform(-0.28, 0.28), canvas.rng.uniform(0.45, 0.8)
        round_leaf = high * unit * canvas.rng.uniform(0.2, 0.32)
        shade = mix(leaf, WHITE, canvas.rng.uniform(0, 0.12))
        canvas.disc(x + shift * high * unit, ground_at - lift * high * unit, round_leaf, shade)


def _ripples(canvas: Canvas, horizon: float, light: Colour) -> None:
    """Draw short strokes of light on the water, longer towards the viewer."""
    for _ in range(70):
        depth = canvas.rng.random() ** 1.5
        x, y = canvas.rng.uniform(0, canvas.width), horizon + depth * (canvas.height - horizon)
        half = (1 + depth * 9) * canvas.unit * canvas.rng.uniform(0.5, 1.3)
        canvas.line([(x - half, y), (x + half, y)], 0.22 * canvas.unit, light, 36)


def skyline(canvas: Canvas) -> None:
    """Draw a city across the water, its towers paler the farther they stand."""
    horizon = canvas.height * 0.76
    light, haze = _sky(canvas, horizon, (canvas.rng.uniform(0.6, 0.84), 0.32), 6)
    for layer, (tall, wide) in enumerate(((56, 8), (42, 11), (25, 13))):
        wall = mix(mix(light[2], light[0][1], 0.35), light[0][2], 0.6 - layer * 0.29)
        x = -4.0 * canvas.unit
        while x < canvas.width:
            across = canvas.rng.uniform(0.55, 1.15) * wide * canvas.unit
            high = canvas.rng.uniform(0.38, 1.0) * tall * canvas.unit
            _skyscraper(canvas, (x, horizon - high, x + across, horizon), wall, light[1])
            x += across * canvas.rng.uniform(1.0, 1.35)
    canvas.box(0, horizon - 1.4 * canvas.unit, canvas.width, horizon, mix(light[2], haze, 0.12))
    canvas.mirror(horizon, mix(light[0][1], haze, 0.2), 0.42)
    _ripples(canvas, horizon, light[1])


def _skyscraper(canvas: Canvas, edges: tuple[float, float, float, float], wall: Colour, lamp: Colour) -> None:
    """Draw a tower with one lit and one shaded side, and lights in some windows."""
    left, top, right, bottom = edges
    unit, style = canvas.unit, canvas.rng.randrange(3)
    canvas.box(left, top, right, bottom, wall)
    canvas.box(left + (right - left) * 0.62, top, right, bottom, mix(wall, (0, 0, 0), 0.13))
    if style == 0:
        canvas.line([((left + right) / 2, top), ((left + right) / 2, top - 6 * unit)], 0.4 * unit, wall)
    if style == 1:
        canvas.polygon([(left, top), (right, top - 4 * unit), (right, top)], mix(wall, (0, 0, 0), 0.07))
    row = top + 2 * unit
    while row < bottom - 2 * unit:
        column = left + unit
        while column < right - 1.4 * unit:
            if canvas.rng.random() < 0.42:
                canvas.box(column, row, column + 0.8 * unit, row + unit, lamp, canvas.rng.choice((40, 80, 130)))
            column += 1.7 * unit
        row += 2.3 * unit


def fields(canvas: Canvas) -> None:
    """Draw terraced fields under a wide sky, with drones that speak to a mast."""
    horizon = canvas.height * 0.46
    light, haze = _sky(canvas, horizon, (canvas.rng.uniform(0.1, 0.3), 0.24), 4.5)
    ground(canvas, ridge(canvas, horizon - 5 * canvas.unit, 3 * canvas.unit), [mix(light[2], haze, 0.7), haze])
    crops = canvas.rng.sample(palette("#7fb069 #a7c957 #d9b44a #5f9a6a #c9d77e #8ab17d #e0c36a #6a994e"), 6)
    line = ridge(canvas, horizon, 1.2 * canvas.unit)
    for band in range(6):
        near = band / 5
        lower = ridge(canvas, horizon + (canvas.height - horizon) * (0.1 + 0.95 * near**1.4), 3.4 * canvas.unit)
        crop = mix(crops[band], haze, 0.42 * (1 - near))
        ground(canvas, line, [crop, mix(crop, light[2], 0.24)])
        _furrows(canvas, line, lower, mix(crop, light[2], 0.5), near)
        line = lower
    _mast(canvas, canvas.width * 0.84, horizon + 9 * canvas.unit, light[2])
    for x, y, size in ((0.5, 0.24, 1.0), (0.27, 0.42, 0.55), (0.69, 0.13, 0.42)):
        sway = canvas.rng.uniform(-0.04, 0.04)
        _drone(canvas, (x + sway) * canvas.width, (y - sway) * canvas.height, size, light[2])


def _furrows(canvas: Canvas, upper: list[Point], lower: list[Point], ink: Colour, near: float) -> None:
    """Draw the rows of a field as thin lines that run towards the viewer."""
    gap, lean = 2 + round(near * 3), canvas.rng.uniform(-14, 14) * canvas.unit * (0.4 + near)
    for start, end in list(zip(upper, lower, strict=True))[::gap]:
        canvas.line([start, (end[0] + lean, end[1])], (0.12 + near * 0.24) * canvas.unit, ink, 60)


def _mast(canvas: Canvas, x: float, foot: float, ink: Colour) -> None:
    """Draw a lattice mast that sends."""
    unit, top = canvas.unit, foot - 32 * canvas.unit
    for side in (-1, 1):
        canvas.line([(x + side * 2.6 * unit, foot), (x + side * 0.5 * unit, top)], 0.4 * unit, ink)
    for step in range(9):
        low, high = 2.6 - step * 0.23, 2.6 - (step + 1) * 0.23
        y, above = foot - step * 3.4 * unit, foot - (step + 1) * 3.4 * unit
        canvas.line([(x - low * unit, y), (x + high * unit, above)], 0.22 * unit, ink)
        canvas.line([(x + low * unit, y), (x - high * unit, above)], 0.22 * unit, ink)
    canvas.line([(x, top), (x, top - 4 * unit)], 0.3 * unit, ink)
    for radius in (4, 7, 10):
        for degrees in ((150, 210), (-30, 30)):
            canvas.arc(x, top - 3 * unit, radius * unit, 0.5 * unit, WHITE, 190 - radius * 12, degrees)


def _drone(canvas: Canvas, x: float, y: float, size: float, ink: Colour) -> None:
    """Draw a drone with four rotors, seen from slightly below."""
    unit = canvas.unit * size
    for side in (-1, 1):
        for depth, reach in ((-1, 7.5), (1, 11)):
            tip = (x + side * reach * unit, y + depth * 1.1 * unit - unit)
            canvas.line([(x, y), tip], 0.9 * unit, ink)
            canvas.line([tip, (tip[0], tip[1] - 1.6 * unit)], 0.9 * unit, ink)
            wing = 4.4 * unit
            top = tip[1] - 1.9 * unit
            canvas.box(tip[0] - wing, top - 0.3 * unit, tip[0] + wing, top + 0.3 * unit, ink, 120, 0.3 * unit)
    canvas.box(x - 3.6 * unit, y - 1.7 * unit, x + 3.6 * unit, y + 1.5 * unit, ink, 255, 1.5 * unit)
    canvas.disc(x, y + 2.2 * unit, 1.3 * unit, ink)
    canvas.disc(x, y + 2.3 * unit, 0.6 * unit, (126, 214, 223))
    for side in (-1, 1):
        canvas.line([(x + side * 2 * unit, y + unit), (x + side * 3.4 * unit, y + 4 * unit)], 0.5 * unit, ink)
        canvas.line([(x + side * 2.2 * unit, y + 4 * unit), (x + side * 5 * unit, y + 4 * unit)], 0.5 * unit, ink)


def forest(canvas: Canvas) -> None:
    """Draw rows of conifers that step out of the mist."""
    light, haze = _sky(canvas, canvas.height * 0.8, (canvas.rng.uniform(0.3, 0.7), 0.3), 6)
    green = mix(light[2], (28, 92, 72), 0.5)
    for layer in range(5):
        near = layer / 4
        line = ridge(canvas, canvas.height * (0.5 + 0.11 * layer), (5.5 - layer) * canvas.unit)
        shade = mix(haze, green, 0.2 + 0.72 * near)
        ground(canvas, line, [shade, mix(shade, haze, 0.5 * (1 - near))])
        x = 0.0
        while x < canvas.width:
            foot = line[min(int(x / 8), len(line) - 1)][1] + canvas.unit
            _fir(canvas, x, foot, (4 + near * 16) * canvas.rng.uniform(0.65, 1.25), shade)
            x += (1.6 + near * 5) * canvas.unit * canvas.rng.uniform(0.6, 1.5)


def _fir(canvas: Canvas, x: float, foot: float, high: float, shade: Colour) -> None:
    """Draw a conifer out of stacked, slightly uneven tiers."""
    unit = canvas.unit
    for tier in range(5):
        low, half = high * tier * 0.17, high * (0.2 - tier * 0.034)
        lean = canvas.rng.uniform(-0.01, 0.01) * high
        peak = foot - (low + high * 0.34) * unit
        canvas.polygon(
            [(x - half * unit, foot - low * unit), (x + lean * unit, peak), (x + half * unit, foot - low * unit)], shade
        )


def harbour(canvas: Canvas) -> None:
    """Draw cranes and containers at the quay, wind turbines out at sea."""
    horizon = canvas.height * 0.56
    light, haze = _sky(canvas, horizon, (canvas.rng.uniform(0.62, 0.8), 0.3), 5)
    for n in range(7):
        x = canvas.width * (0.05 + 0.09 * n) + canvas.rng.uniform(-2, 2) * canvas.unit
        _turbine(canvas, x, horizon, canvas.rng.uniform(10, 19), mix(light[2], haze, 0.62))
    canvas.mirror(horizon, light[0][1], 0.5)
    _ripples(canvas, horizon, light[1])
    quay = canvas.height * 0.86
    paints = palette("#2a9d8f #e9c46a #e76f51 #457b9d #8ab17d #f4a261")
    for x, size in ((0.4, 0.72), (0.72, 1.0)):
        _crane(canvas, x * canvas.width, quay, size, mix(light[2], paints[2], 0.3))
    wide, high = 11 * canvas.unit, 4.4 * canvas.unit
    for column in range(int(canvas.width / wide) + 1):
        for level in range(canvas.rng.choice((1, 2, 2, 3, 3, 4))):
            paint = mix(canvas.rng.choice(paints), light[2], 0.16)
            _container(canvas, column * wide, quay - level * high, wide, high, paint)
    canvas.wash([mix(light[2], haze, 0.22), light[2]], quay)


def _turbine(canvas: Canvas, x: float, foot: float, high: float, shade: Colour) -> None:
    """Draw a wind turbine with its three blades at some angle."""
    hub, start = foot - high * canvas.unit, canvas.rng.uniform(0, 2.1)
    canvas.line([(x, foot), (x, hub)], 0.34 * canvas.unit, shade)
    for blade in range(3):
        angle = start + blade * math.tau / 3
        tip = (x + math.cos(angle) * high * 0.5 * canvas.unit, hub + math.sin(angle) * high * 0.5 * canvas.unit)
        canvas.line([(x, hub), tip], 0.34 * canvas.unit, shade)


def _crane(canvas: Canvas, x: float, foot: float, size: float, ink: Colour) -> None:
    """Draw a gantry crane with its boom over the water."""
    unit = canvas.unit * size
    deck, peak = foot - 40 * unit, foot - 56 * unit
    for leg in (0, 13):
        canvas.line([(x + leg * unit, foot), (x + leg * unit, deck)], 1.3 * unit, ink)
    for low in (12, 26):
        canvas.line([(x, foot - low * unit), (x + 13 * unit, foot - low * unit)], 0.9 * unit, ink)
    canvas.line([(x, foot - 26 * unit), (x + 13 * unit, foot - 12 * unit)], 0.6 * unit, ink)
    canvas.line([(x - 36 * unit, deck), (x + 26 * unit, deck)], 1.7 * unit, ink)
    canvas.line([(x + 2 * unit, deck), (x + 6 * unit, peak), (x + 11 * unit, deck)], 1.1 * unit, ink)
    for reach in (-34, -18, 24):
        canvas.line([(x + 6 * unit, peak), (x + reach * unit, deck)], 0.4 * unit, ink)
    canvas.line([(x - 25 * unit, deck), (x - 25 * unit, deck + 13 * unit)], 0.3 * unit, ink)
    canvas.box(x - 30 * unit, deck + 13 * unit, x - 20 * unit, deck + 17 * unit, (233, 196, 106), 255, 0.4 * unit)


def _container(canvas: Canvas, left: float, bottom: float, wide: float, high: float, paint: Colour) -> None:
    """Draw a container with its ribs."""
    gap = 0.3 * canvas.unit
    canvas.box(left + gap, bottom - high + gap, left + wide - gap, bottom, paint, 255, gap)
    rib = left + 1.2 * canvas.unit
    while rib < left + wide - canvas.unit:
        shade = mix(paint, (0, 0, 0), 0.2)
        canvas.line([(rib, bottom - high + 3 * gap), (rib, bottom - 2 * gap)], 0.28 * canvas.unit, shade, 150)
        rib += 1.3 * canvas.unit
