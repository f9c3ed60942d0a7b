"""Things that people work with: easel, lens, film, books; and a person."""

import math

from backend.demo.pictures.canvas import Canvas, Colour, Point, colour, mix, palette

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
STUDIOS = [
    "#efe3d0 #d8c3a5 #8e6f52 #3f5e5a #d1603d #f2b134 #2f6690",
    "#e4ebe6 #b8cbbf #6b5b4b #2d4a53 #e07a5f #f2cc8f #81b29a",
    "#ece4ee #c9b6d3 #6d5a63 #3b3355 #e56b6f #eaac8b #5d7ea8",
]


def easel(canvas: Canvas) -> None:
    """Draw a studio: a window's light on the wall, an easel with a painting, brushes in a jar."""
    wall, floor, wood, ink, *paints = palette(canvas.variant(STUDIOS))
    level, unit = canvas.height * 0.8, canvas.unit
    canvas.wash([mix(wall, WHITE, 0.25), wall], 0, level)
    canvas.wash([floor, mix(floor, wood, 0.45)], level)
    for pane in range(3):
        left = canvas.width * 0.04 + pane * 13 * unit
        slant = 12 * unit
        top, bottom = canvas.height * 0.1, canvas.height * 0.62
        canvas.polygon(
            [(left, top), (left + 11 * unit, top), (left + 11 * unit + slant, bottom), (left + slant, bottom)],
            WHITE,
            90,
        )
    middle = canvas.width * 0.5
    if canvas.width > 1.4 * canvas.height:
        _frames(canvas, (middle + 33 * unit, canvas.height * 0.1), (wood, mix(wall, WHITE, 0.6)), paints)
    _stand(canvas, middle, mix(wood, BLACK, 0.1))
    _painting(canvas, (middle - 25 * unit, 14 * unit, middle + 25 * unit, 60 * unit), wood, [*paints, ink])
    _table(canvas, max(canvas.width - 34 * unit, middle + 31 * unit), mix(wood, ink, 0.25), paints)


def _stand(canvas: Canvas, x: float, wood: Colour) -> None:
    """Draw the easel's legs, mast and ledge."""
    unit, foot = canvas.unit, 93 * canvas.unit
    for lean in (-21, 21):
        canvas.line([(x + lean * 0.2 * unit, 8 * unit), (x + lean * unit, foot)], 1.8 * unit, wood)
    canvas.line([(x, 6 * unit), (x, foot - 8 * unit)], 2.2 * unit, mix(wood, BLACK, 0.18))
    canvas.line([(x - 15 * unit, 76 * unit), (x + 15 * unit, 76 * unit)], 1.4 * unit, wood)
    canvas.box(x - 28 * unit, 60 * unit, x + 28 * unit, 62.6 * unit, mix(wood, BLACK, 0.12), 255, 0.6 * unit)
    canvas.box(x - 4 * unit, 11 * unit, x + 4 * unit, 14.4 * unit, mix(wood, BLACK, 0.12), 255, 0.6 * unit)


def _painting(canvas: Canvas, edges: tuple[float, float, float, float], wood: Colour, paints: list[Colour]) -> None:
    """Draw a landscape of a few flat shapes on stretched canvas."""
    left, top, right, bottom = edges
    unit, wide, high = canvas.unit, right - left, bottom - top
    canvas.box(left + unit, top + unit, right + unit, bottom + unit, mix(wood, BLACK, 0.4), 90)
    canvas.box(left, top, right, bottom, (250, 247, 240))
    inside = (left + 1.2 * unit, top + 1.2 * unit, right - 1.2 * unit, bottom - 1.2 * unit)
    sky = mix(paints[1], WHITE, 0.5)
    corners = [(inside[0], inside[1]), (inside[2], inside[1]), (inside[2], inside[3]), (inside[0], inside[3])]
    canvas.washed(corners, [mix(paints[2], WHITE, 0.35), sky])
    canvas.disc(left + wide * canvas.rng.uniform(0.25, 0.75), top + high * 0.32, high * 0.15, paints[0])
    for layer in range(4):
        base, phase = top + high * (0.5 + 0.12 * layer), canvas.rng.uniform(0, 6)
        steps = [inside[0] + (inside[2] - inside[0]) * n / 40 for n in range(41)]
        crest = [(x, base + math.sin((x - left) / wide * (3 + layer) + phase) * high * 0.06) for x in steps]
        shade = mix(paints[3], paints[(layer + 1) % 3], 0.75 - 0.22 * layer)
        canvas.polygon([(inside[0], inside[3]), *crest, (inside[2], inside[3])], shade)


def _frames(canvas: Canvas, corner: Point, frame: tuple[Colour, Colour], paints: list[Colour]) -> None:
    """Hang a few small framed studies on the wall."""
    unit, (x, y) = canvas.unit, corner
    for column, row, wide, high in ((0, 0, 12, 16), (15, 0, 17, 11), (15, 14, 11, 13)):
        left, top = x + column * unit, y + row * unit
        canvas.box(left, top, left + wide * unit, top + high * unit, frame[0])
        canvas.box(left + unit, top + unit, left + (wide - 1) * unit, top + (high - 1) * unit, frame[1])
        tint = canvas.rng.choice(paints)
        canvas.disc(left + wide * unit / 2, top + high * unit / 2, min(wide, high) * 0.26 * unit, tint)
        canvas.pie(
            left + wide * unit / 2, top + high * unit / 2, min(wide, high) * 0.26 * unit, frame[0], (20, 200), 120
        )


def _table(canvas: Canvas, x: float, wood: Colour, paints: list[Colour]) -> None:
    """Draw a table with a jar of brushes, tubes and a bowl."""
    unit, top = canvas.unit, 70 * canvas.unit
    canvas.box(x - 14 * unit, top, x + 40 * unit, top + 2.4 * unit, wood)
    for leg in (-11, 30):
        canvas.box(x + leg * unit, top + 2.4 * unit, x + (leg + 2) * unit, 92 * unit, mix(wood, BLACK, 0.15))
    for brush in range(7):
        lean = (brush - 3) * 1.5 + canvas.rng.uniform(-0.5, 0.5)
        tip = (x + lean * 1.7 * unit, top - (17 + canvas.rng.uniform(-3, 4)) * unit)
        canvas.line([(x + lean * 0.5 * unit, top - 4 * unit), tip], 0.6 * unit, mix(wood, WHITE, 0.25))
        canvas.line([tip, (tip[0] + lean * 0.2 * unit, tip[1] - 3 * unit)], 1.2 * unit, canvas.rng.choice(paints))
    canvas.box(x - 4 * unit, top - 9 * unit, x + 4 * unit, top, mix(paints[2], WHITE, 0.45), 255, 1.2 * unit)
    canvas.pie(x + 15 * unit, top - 4.5 * unit, 4.5 * unit, mix(paints[0], WHITE, 0.2), (0, 180))
    for tube in range(3):
        left = x + (9 + tube * 4) * unit
        canvas.box(left, top - 1.6 * unit, left + 3.2 * unit, top, paints[tube], 255, 0.5 * unit)


LENSES = [
    "#10141c #25324a #6d5dfc #ff8fab #ffd166",
    "#0e1718 #1f3d40 #17bebb #ffc857 #e9724c",
    "#17111c #3f2a4d #ff6b6b #4ecdc4 #ffe66d",
]


def lens(canvas: Canvas) -> None:
    """Draw a lens seen from the front, with its blades and coloured reflections, before lights out of focus."""
    dark, rim, *lights = palette(canvas.variant(LENSES))
    unit = canvas.unit
    canvas.wash([mix(dark, rim, 0.7), dark])
    for _ in range(34):
        spot = (canvas.rng.uniform(0, canvas.width), canvas.rng.uniform(0, canvas.height))
        canvas.disc(*spot, canvas.rng.uniform(2, 9) * unit, canvas.rng.choice(lights), canvas.rng.randint(16, 70))
    canvas.soften(0.5 * unit)
    x, y = canvas.width * 0.5, canvas.height * 0.5
    for radius, shade in ((44, 0.04), (42, 0.3), (39.5, 0.1), (35, 0.22), (33, 0.06), (29, 0.16), (27, 0.0)):
        canvas.disc(x, y, radius * unit, mix(dark, WHITE, shade * 0.7))
    for mark in range(60):
        angle, reach = mark * math.tau / 60, (40.4 if mark % 5 else 39.8)
        inner = (x + math.cos(angle) * reach * unit, y + math.sin(angle) * reach * unit)
        outer = (x + math.cos(angle) * 41.6 * unit, y + math.sin(angle) * 41.6 * unit)
        canvas.line([inner, outer], 0.25 * unit, WHITE, 170)
    _aperture(canvas, (x, y), 25, mix(dark, rim, 0.6), lights)
    for (dx, dy), radius, tint in (((-9, -11), 8, lights[0]), ((8, 9), 5, lights[1]), ((13, -4), 2.4, lights[2])):
        canvas.glow(x + dx * unit, y + dy * unit, radius * 2.6 * unit, tint, 0.75)
    canvas.arc(x, y, 30.6 * unit, 1.1 * unit, WHITE, 120, (196, 262))
    canvas.arc(x, y, 37 * unit, 0.6 * unit, lights[2], 150, (300, 352))


def _aperture(canvas: Canvas, middle: Point, radius: float, blade: Colour, lights: list[Colour]) -> None:
    """Draw nine blades that leave a bright opening."""
    unit, (x, y), blades = canvas.unit, middle, 9
    canvas.disc(x, y, radius * unit, blade)
    start, opening = canvas.rng.uniform(0, 1), radius * canvas.rng.uniform(0.36, 0.5)
    corners = [
        (
            x + math.cos(start + n * math.tau / blades) * opening * unit,
            y + math.sin(start + n * math.tau / blades) * opening * unit,
        )
        for n in range(blades)
    ]
    for n, corner in enumerate(corners):
        angle = start + n * math.tau / blades + 1.16
        edge = (x + math.cos(angle) * radius * unit, y + math.sin(angle) * radius * unit)
        before = corners[n - 1]
        canvas.polygon([before, corner, edge], mix(blade, WHITE, 0.1 + 0.07 * (n % 3)), 150)
        canvas.line([corner, edge], 0.3 * unit, mix(blade, WHITE, 0.45), 200)
    canvas.washed(corners, [mix(lights[0], WHITE, 0.1), mix(lights[1], WHITE, 0.25), lights[2]])


FILMS = [
    "#1b2a41 #ccc9dc #ff9f6e #ffd6a5 #5fa8d3",
    "#2b193d #d8c7e8 #f26a8d #f9c784 #7fb7be",
    "#11302b #cfe3d4 #f4a259 #f4e285 #5b8e7d",
]


def film(canvas: Canvas) -> None:
    """Draw a strip of film that swings across the sheet, each frame a small scene."""
    dark, pale, warm, light, cool = palette(canvas.variant(FILMS))
    unit = canvas.unit
    canvas.wash([mix(dark, cool, 0.35), dark])
    canvas.glow(canvas.width * 0.74, canvas.height * 0.34, 90 * unit, warm, 0.5)
    for radius in (14, 22, 31, 41):
        canvas.ring(canvas.width * 0.74, canvas.height * 0.34, radius * unit, 0.35 * unit, light, 60)
    phase, wide = canvas.rng.uniform(0, 3), 24 * unit
    for strip, (level, size) in enumerate(((0.3, 0.62), (0.66, 1.0))):
        step = wide * size
        for n in range(-1, int(canvas.width / step) + 2):
            xs = (n * step, (n + 1) * step)
            sways = [math.sin(x / canvas.width * 3.6 + phase + strip * 1.4) * 9 * unit for x in xs]
            ends = [(x, canvas.height * level + sway) for x, sway in zip(xs, sways, strict=True)]
            _frame(canvas, (ends[0], ends[1]), 14.5 * unit * size, (dark, pale, warm, light, cool))
    _play(canvas, canvas.width * 0.5, canvas.height * 0.5, WHITE, warm)


def _frame(canvas: Canvas, ends: tuple[Point, Point], half: float, paints: tuple[Colour, ...]) -> None:
    """Draw one frame between two points of the strip, with holes above and below."""
    (x0, y0), (x1, y1) = ends
    dark, pale, warm, light, cool = paints
    ink, rng = mix(dark, BLACK, 0.45), canvas.rng

    def place(along: float, across: float) -> Point:
        return (x0 + (x1 - x0) * along, y0 + (y1 - y0) * along + across * half)

    canvas.polygon([place(-0.01, -1), place(1.01, -1), place(1.01, 1), place(-0.01, 1)], ink)
    for hole in range(6):
        for edge in (-0.88, 0.88):
            near, far = (hole + 0.28) / 6, (hole + 0.72) / 6
            corners = [
                place(near, edge - 0.05),
                place(far, edge - 0.05),
                place(far, edge + 0.05),
                place(near, edge + 0.05),
            ]
            canvas.polygon(corners, pale)
    top, bottom = rng.choice(((cool, light), (warm, light), (cool, pale), (warm, cool)))
    scene = [place(0.05, -0.7), place(0.95, -0.7), place(0.95, 0.7), place(0.05, 0.7)]
    canvas.washed(scene, [mix(top, WHITE, 0.1), bottom])
    canvas.disc(*place(rng.uniform(0.25, 0.75), -0.18), half * 0.22, mix(light, WHITE, 0.5))
    for share, lift in ((0.3, 0.05), (0.65, 0.3)):
        crest = [place(0.05 + 0.9 * n / 12, lift + math.sin(n / 12 * 5 + rng.random()) * 0.1) for n in range(13)]
        canvas.polygon([place(0.05, 0.7), *crest, place(0.95, 0.7)], mix(top, dark, share))


def _play(canvas: Canvas, x: float, y: float, paper: Colour, ink: Colour) -> None:
    """Draw the sign that everyone reads as `play`."""
    unit = canvas.unit
    canvas.disc(x, y, 12.5 * unit, BLACK, 50)
    canvas.disc(x, y, 11.5 * unit, paper, 236)
    corners = [(-3.4, -5.4), (5.8, 0.0), (-3.4, 5.4)]
    canvas.polygon([(x + a * unit, y + b * unit) for a, b in corners], mix(ink, BLACK, 0.1))


SHELVES = [
    "#f1e6d6 #7a5c43 #9b2f2f #c8963e #2f4858 #33658a #758e4f #86bbd8",
    "#e6ecef #54473f #264653 #2a9d8f #e9c46a #f4a261 #e76f51 #8d6b94",
    "#efe9e4 #5e503f #22333b #a44a3f #d4a373 #606c38 #bc6c25 #3d5a80",
]


def books(canvas: Canvas) -> None:
    """Draw shelves of books, some leaning, with a lamp's light over them."""
    wall, wood, *covers = palette(canvas.variant(SHELVES))
    canvas.wash([wall, mix(wall, wood, 0.16)])
    rows = 3
    high = canvas.height / rows
    for row in range(rows):
        board = (row + 1) * high - 2.6 * canvas.unit
        _shelf(canvas, board, high - 2.6 * canvas.unit, covers)
        canvas.box(0, board, canvas.width, board + 2.6 * canvas.unit, wood)
        canvas.box(0, board, canvas.width, board + 0.5 * canvas.unit, mix(wood, WHITE, 0.25))
        canvas.box(0, board + 2.6 * canvas.unit, canvas.width, board + 5 * canvas.unit, BLACK, 40)
    canvas.glow(canvas.width * canvas.rng.uniform(0.3, 0.7), 0, 120 * canvas.unit, colour("#ffdf9e"), 0.42)


def _shelf(canvas: Canvas, board: float, room: float, covers: list[Colour]) -> None:
    """Fill one shelf from left to right."""
    x, unit = 0.0, canvas.unit
    while x < canvas.width:
        wide, high = canvas.rng.uniform(2.4, 6) * unit, room * canvas.rng.uniform(0.62, 0.9)
        cover = mix(canvas.rng.choice(covers), BLACK, canvas.rng.uniform(0, 0.2))
        event = canvas.rng.random()
        if event < 0.07:
            x += canvas.rng.uniform(5, 11) * unit
        elif event < 0.13:
            lean = high * 0.24
            canvas.polygon(
                [(x, board), (x + wide, board), (x + wide + lean, board - high), (x + lean, board - high)], cover
            )
            x += wide + lean + 0.4 * unit
        else:
            _spine(canvas, (x, board - high, x + wide, board), cover)
            x += wide + 0.25 * unit


def _spine(canvas: Canvas, edges: tuple[float, float, float, float], cover: Colour) -> None:
    """Draw the back of a book with its bands and label."""
    left, top, right, bottom = edges
    unit, pale = canvas.unit, mix(cover, WHITE, 0.62)
    canvas.box(left, top, right, bottom, cover, 255, 0.3 * unit)
    canvas.box(left, top, left + (right - left) * 0.18, bottom, WHITE, 26)
    canvas.box(right - (right - left) * 0.2, top, right, bottom, BLACK, 30)
    style = canvas.rng.randrange(3)
    if style == 0:
        for band in (0.12, 0.16, 0.84, 0.88):
            y = top + (bottom - top) * band
            canvas.line([(left, y), (right, y)], 0.3 * unit, pale)
    if style == 1:
        middle, inset = top + (bottom - top) * 0.3, (right - left) * 0.22
        canvas.box(left + inset, middle, right - inset, middle + (bottom - top) * 0.34, pale, 220, 0.3 * unit)


PEOPLE = [
    "#cfe0e8 #6a9ab0 #1f3a4d #e9b872 #f0c9a4",
    "#efe0d2 #d59a78 #5a2f35 #4f7c7a #e3b590",
    "#dfe6d5 #8fae86 #2c4a3e #c8664f #d9a679",
]


def portrait(canvas: Canvas) -> None:
    """Draw a person without a face, as a stand-in where the college will put a photograph."""
    pale, middle, dark, accent, skin = palette(canvas.variant(PEOPLE))
    unit, x, foot = canvas.unit, canvas.width * 0.5, float(canvas.height)
    canvas.wash([mix(pale, WHITE, 0.45), pale, mix(pale, middle, 0.7)])
    canvas.disc(x + canvas.rng.choice((-1, 1)) * 15 * unit, foot - 58 * unit, 33 * unit, mix(accent, WHITE, 0.35), 200)
    hair = mix(dark, BLACK, 0.35)
    has_long_hair = canvas.rng.random() < 0.5
    if has_long_hair:
        canvas.box(x - 16 * unit, foot - 76 * unit, x + 16 * unit, foot - 33 * unit, hair, 255, 14 * unit)
    _bust(canvas, x, foot, (dark, accent, skin))
    canvas.box(x - 11.5 * unit, foot - 72 * unit, x + 11.5 * unit, foot - 43 * unit, skin, 255, 11.5 * unit)
    sweep = canvas.rng.choice((-1, 1))
    crown = [
        (-12.6, -57),
        (-13, -66),
        (-8, -74),
        (0, -76),
        (8, -74.5),
        (12.8, -67),
        (12.6, -57),
        (9, -64),
        (0, -66),
        (-8, -63),
    ]
    canvas.polygon([(x + sweep * a * unit, foot + b * unit) for a, b in crown], hair)
    if not has_long_hair:
        for side in (-1, 1):
            canvas.disc(x + side * 11.8 * unit, foot - 56 * unit, 2 * unit, mix(skin, dark, 0.1))


def _bust(canvas: Canvas, x: float, foot: float, paints: tuple[Colour, Colour, Colour]) -> None:
    """Draw shoulders in a jacket, a collar and the neck."""
    unit, (dark, accent, skin) = canvas.unit, paints
    turns = [math.pi * (1 + n / 40) for n in range(41)]
    shoulders = [(x + math.cos(turn) * 34 * unit, foot + math.sin(turn) * 39 * unit) for turn in turns]
    canvas.washed(shoulders, [dark, mix(dark, BLACK, 0.3)])
    canvas.polygon([(x - 9 * unit, foot - 37 * unit), (x, foot - 4 * unit), (x + 9 * unit, foot - 37 * unit)], WHITE)
    canvas.polygon([(x - 2 * unit, foot - 29 * unit), (x + 2 * unit, foot - 29 * unit), (x, foot - 7 * unit)], accent)
    canvas.box(
        x - 5.4 * unit, foot - 50 * unit, x + 5.4 * unit, foot - 31 * unit, mix(skin, dark, 0.18), 255, 5.4 * unit
    )
    for side in (-1, 1):
        lapel = [(8.6, -38), (13, -36), (8, -18), (0, -2)]
        canvas.polygon([(x + side * a * unit, foot + b * unit) for a, b in lapel], mix(dark, WHITE, 0.1))
