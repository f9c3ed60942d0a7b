"""Pictures of ideas: circuit, waves, charts, network, mosaic."""

import math

from backend.demo.pictures.canvas import Canvas, Colour, Point, mix, palette

NIGHTS = ["#071a2c #0d3b52", "#140f2d #3c2a6b", "#04231f #0f5a4d", "#1a1423 #5b2a4f"]
SPARKS = ["#5ce1e6 #8affc1 #f9f871", "#b79cff #ff9ecb #8be9fd", "#7cf5c2 #d4f57c #6fd3ff", "#ffb86b #ff7eb6 #ffd6a5"]
WHITE = (255, 255, 255)


def _night(canvas: Canvas) -> tuple[list[Colour], list[Colour]]:
    """Draw a dark ground with a light in it; answer its colours and the sparks that suit it."""
    dark, sparks = palette(canvas.variant(NIGHTS)), palette(canvas.variant(SPARKS))
    canvas.wash([dark[0], dark[1], dark[0]])
    place = canvas.rng.uniform(0.35, 0.65) * canvas.width
    canvas.glow(place, canvas.height * 0.45, canvas.unit * 95, mix(dark[1], sparks[0], 0.35), 0.5)
    return dark, sparks


def circuit(canvas: Canvas) -> None:
    """Draw a chip whose traces run to the edges of the board."""
    dark, sparks = _night(canvas)
    unit, middle = canvas.unit, (canvas.width * 0.5, canvas.height * 0.5)
    half, pins = 17 * unit, 9
    for side in range(4):
        for pin in range(pins):
            offset = (pin - (pins - 1) / 2) * half * 1.7 / pins
            _trace(canvas, middle, side, (half, offset), canvas.rng.choice(sparks))
    canvas.glow(*middle, unit * 55, sparks[0], 0.32)
    canvas.box(middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half, dark[0], 255, 2 * unit)
    for inset, shade in ((1, 0.16), (4.5, 0.28), (8, 0.4)):
        edge = half - inset * unit
        corners = (middle[0] - edge, middle[1] - edge, middle[0] + edge, middle[1] + edge)
        canvas.box(*corners, mix(dark[0], dark[1], shade * 2), 255, 1.5 * unit)
    for row in range(-2, 3):
        for column in range(-2, 3):
            x, y = middle[0] + column * 2.9 * unit, middle[1] + row * 2.9 * unit
            lit = canvas.rng.choice((60, 120, 230))
            canvas.box(x - unit, y - unit, x + unit, y + unit, canvas.rng.choice(sparks), lit, 0.3 * unit)


def _trace(canvas: Canvas, middle: Point, side: int, pin: Point, spark: Colour) -> None:
    """Draw one trace: straight out of the chip, aslant, straight on to a pad."""
    unit, (half, offset) = canvas.unit, pin
    reach = (canvas.width if side % 2 == 0 else canvas.height) / 2 - half
    first = reach * (0.16 + 0.3 * (1 - abs(offset) / half)) * canvas.rng.uniform(0.85, 1.15)
    slant = offset * canvas.rng.uniform(0.9, 2.1)
    last = half + max(reach * canvas.rng.uniform(0.5, 1.06), first + abs(slant) + 3 * unit)
    path = [(half, offset), (half + first, offset), (half + first + abs(slant), offset + slant), (last, offset + slant)]
    angle = side * math.pi / 2
    turned = [
        (middle[0] + a * math.cos(angle) - o * math.sin(angle), middle[1] + a * math.sin(angle) + o * math.cos(angle))
        for a, o in path
    ]
    canvas.line(turned, 1.5 * unit, spark, 26)
    canvas.line(turned, 0.42 * unit, spark, 190)
    canvas.disc(*turned[-1], 1.3 * unit, spark, 230)
    canvas.disc(*turned[-1], 0.6 * unit, (8, 20, 32))
    canvas.box(turned[0][0] - unit, turned[0][1] - unit, turned[0][0] + unit, turned[0][1] + unit, spark, 150)


def waves(canvas: Canvas) -> None:
    """Draw ribbons of fine lines that swing through each other."""
    _, sparks = _night(canvas)
    for ribbon in range(3):
        tint, other = sparks[ribbon], sparks[(ribbon + 1) % 3]
        centre, phase = canvas.height * (0.36 + 0.14 * ribbon), canvas.rng.uniform(0, math.tau)
        beat, swing = canvas.rng.uniform(0.8, 1.5), canvas.rng.uniform(12, 19) * canvas.unit
        for strand in range(34):
            share = strand / 33
            line = [
                (x, centre + _swing(x / canvas.width, share, beat, phase) * swing)
                for x in range(-8, canvas.width + 9, 8)
            ]
            shine = round(26 + 130 * math.sin(math.pi * share) ** 2)
            canvas.line(line, 0.16 * canvas.unit, mix(tint, other, share), shine)
    for _ in range(60):
        x, y = canvas.rng.uniform(0, canvas.width), canvas.rng.gauss(0.5, 0.2) * canvas.height
        canvas.disc(x, y, canvas.rng.uniform(0.12, 0.42) * canvas.unit, WHITE, canvas.rng.randint(40, 160))


def _swing(along: float, share: float, beat: float, phase: float) -> float:
    """Answer how far a strand is from its centre; strands part and meet along the way."""
    spread = 0.35 + 0.65 * math.sin(math.pi * along + phase / 3) ** 2
    slow = math.sin(math.tau * beat * along + phase + share * 1.4)
    return slow + (share - 0.5) * 1.7 * spread * math.cos(math.tau * 0.6 * along + phase)


def charts(canvas: Canvas) -> None:
    """Draw a market's candles with an average drawn through them and areas behind."""
    dark, sparks = _night(canvas)
    unit = canvas.unit
    for row in range(1, 8):
        y = canvas.height * row / 8
        canvas.line([(0, y), (canvas.width, y)], 0.12 * unit, WHITE, 26)
    for column in range(1, 13):
        x = canvas.width * column / 13
        canvas.line([(x, 0), (x, canvas.height)], 0.12 * unit, WHITE, 16)
    step = 3.4 * unit
    closes = _walk(canvas, int(canvas.width / step) + 2)
    for depth, tint in ((0.20, sparks[2]), (0.10, sparks[0])):
        hills = [(n * step, y + depth * canvas.height) for n, y in enumerate(_mean(closes, 9))]
        shape = [(0.0, float(canvas.height)), *hills, (hills[-1][0], float(canvas.height))]
        canvas.washed(shape, [mix(dark[1], tint, 0.42), dark[0]], 150)
    for n in range(1, len(closes)):
        _candle(canvas, n * step, (closes[n - 1], closes[n]), sparks)
    average = [(n * step, y) for n, y in enumerate(_mean(closes, 6))]
    canvas.line(average, 2.2 * unit, sparks[2], 40)
    canvas.line(average, 0.6 * unit, sparks[2], 235)
    x, y = average[round(len(average) * 0.7)]
    canvas.glow(x, y, 22 * unit, sparks[2], 0.45)
    canvas.disc(x, y, 1.5 * unit, WHITE)


def _walk(canvas: Canvas, length: int) -> list[float]:
    """Answer heights on the sheet that wander upwards."""
    height, path = canvas.height * 0.66, []
    for n in range(length):
        goal = canvas.height * (0.66 - 0.36 * n / length + 0.09 * math.sin(n / 5))
        height += (goal - height) * 0.3 + canvas.rng.gauss(0, 3.1) * canvas.unit
        path.append(min(max(height, canvas.height * 0.1), canvas.height * 0.8))
    return path


def _mean(values: list[float], reach: int) -> list[float]:
    """Smooth a series over its neighbours."""
    windows = [values[max(0, n - reach) : n + reach + 1] for n in range(len(values))]
    return [sum(window) / len(window) for window in windows]


def _candle(canvas: Canvas, x: float, span: tuple[float, float], sparks: list[Colour]) -> None:
    """Draw a day: what it opened and closed at, and how far it went."""
    unit, rising = canvas.unit, span[1] < span[0]
    tint = sparks[0] if rising else sparks[1]
    top, bottom = min(span), max(span) + 0.6 * unit
    reach = canvas.rng.uniform(0.6, 3.4) * unit
    canvas.line([(x, top - reach), (x, bottom + reach * 0.8)], 0.26 * unit, tint, 200)
    canvas.box(x - 1.05 * unit, top, x + 1.05 * unit, bottom, tint, 255 if rising else 150, 0.3 * unit)


def network(canvas: Canvas) -> None:
    """Draw knots and threads in depth, a few of them alight."""
    dark, sparks = _night(canvas)
    rng, unit = canvas.rng, canvas.unit
    knots: list[Point] = []
    while len(knots) < 90:
        spot = (rng.uniform(-0.03, 1.03) * canvas.width, rng.uniform(-0.03, 1.03) * canvas.height)
        if all(math.dist(spot, other) > 9 * unit for other in knots) or rng.random() < 0.02:
            knots.append(spot)
    for n, knot in enumerate(knots):
        for other in knots[n + 1 :]:
            apart = math.dist(knot, other) / unit
            if apart < 24:
                canvas.line([knot, other], 0.2 * unit, sparks[0], round(120 * (1 - apart / 24) ** 1.2) + 8)
    for knot in rng.sample(knots, 5):
        canvas.glow(*knot, 20 * unit, rng.choice(sparks), 0.3)
    for knot in knots:
        tint, radius = rng.choice(sparks), rng.choice((0.5, 0.7, 0.9, 1.5))
        canvas.disc(*knot, radius * unit * 1.9, tint, 40)
        canvas.disc(*knot, radius * unit, mix(tint, WHITE, 0.25))
        if radius > 1:
            canvas.disc(*knot, radius * unit * 0.45, dark[0])


MOSAICS = [
    "#f4f1de #e07a5f #3d405b #81b29a #f2cc8f",
    "#f7ede2 #f28482 #84a59d #f6bd60 #2f3e46",
    "#edf2f4 #ef233c #2b2d42 #8d99ae #ffd166",
    "#fefae0 #bc6c25 #283618 #606c38 #dda15e",
]


def mosaic(canvas: Canvas) -> None:
    """Draw tiles of quarter circles, stripes and leaves, as of a poster workshop."""
    paints = palette(canvas.variant(MOSAICS))
    rows = 6
    side = canvas.height / rows
    columns = math.ceil(canvas.width / side)
    left = (canvas.width - columns * side) / 2
    for row in range(rows):
        for column in range(columns):
            paper, ink, accent = canvas.rng.sample(paints, 3)
            _tile(canvas, left + column * side, row * side, side, (paper, ink, accent))


def _tile(canvas: Canvas, x: float, y: float, side: float, paints: tuple[Colour, Colour, Colour]) -> None:
    """Draw one tile in one of six designs."""
    paper, ink, accent = paints
    canvas.box(x, y, x + side, y + side, paper)
    design, corner = canvas.rng.randrange(6), canvas.rng.randrange(4)
    cx, cy = x + side * (corner in (1, 2)), y + side * (corner in (2, 3))
    degrees = (corner * 90, corner * 90 + 90)
    if design in (0, 1):
        canvas.pie(cx, cy, side, ink, degrees)
        canvas.pie(cx, cy, side * (0.5 if design else 0.66), accent, degrees)
    elif design == 2:
        canvas.disc(x + side / 2, y + side / 2, side * 0.36, ink)
        canvas.disc(x + side / 2, y + side / 2, side * 0.17, accent)
    elif design == 3:
        for stripe in range(0, 6, 2):
            canvas.box(x + side * stripe / 6, y, x + side * (stripe + 1) / 6, y + side, ink)
    elif design == 4:
        canvas.pie(x, y, side, ink, (0, 90))
        canvas.pie(x + side, y + side, side, accent, (180, 270), 200)
    else:
        canvas.polygon([(x, y + side), (x + side, y), (x + side, y + side)], ink)
        canvas.disc(x + side * 0.32, y + side * 0.32, side * 0.14, accent)
