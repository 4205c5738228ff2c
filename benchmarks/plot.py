"""A plot of a few points, as SVG: axes from zero, so that what does not grow looks flat."""

from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 320, 60, 50, 40


def plot(file: str, title: str, axes: tuple[str, str], points: list[tuple[float, float]]) -> None:
    """Draw points and the line through them, and write the picture."""
    most_x, most_y = max(x for x, _ in points) or 1, max(y for _, y in points) * 1.15

    def place(x: float, y: float) -> tuple[float, float]:
        across = LEFT + x / most_x * (WIDTH - LEFT - 30)
        return round(across, 1), round(HEIGHT - BOTTOM - y / most_y * (HEIGHT - BOTTOM - TOP), 1)

    placed = [place(x, y) for x, y in points]
    line = " ".join(f"{x},{y}" for x, y in placed)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x}" y="{y - 10}" text-anchor="middle">{value:.1f}</text>'
        for (x, y), (_, value) in zip(placed, points, strict=True)
    )
    marks = "".join(
        f'<text x="{place(x, 0)[0]}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>'
        for x, _ in points
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" '
        f'font-size="11"><rect width="100%" height="100%" fill="white"/>'
        f'<text x="{LEFT}" y="20" font-size="14">{title}</text>'
        f'<path d="M{LEFT},{TOP} V{HEIGHT - BOTTOM} H{WIDTH - 20}" fill="none" stroke="#888"/>'
        f'<polyline points="{line}" fill="none" stroke="#2563eb" stroke-width="2"/><g fill="#2563eb">{dots}</g>{marks}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">{axes[0]}</text>'
        f'<text x="14" y="{HEIGHT / 2}" transform="rotate(-90 14 {HEIGHT / 2})" text-anchor="middle">{axes[1]}</text>'
        "</svg>\n"
    )
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(picture, encoding="utf-8")
