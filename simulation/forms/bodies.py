"""What a clerk reads the same between, above and below the rows: totals, sections, pages."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

from simulation.forms.editing import added, label_columns, sums, total, total_of
from simulation.forms.form import EMPTY, NUMBER, Cell, Form, Line, Table, amount
from simulation.forms.kinds import EVERY, GRIDS, preserves

_SECTIONS = (
    ("Kelompok I", "Kelompok II", "Kelompok III"),
    ("Blok Utara", "Blok Selatan", "Blok Timur"),
    ("Kerajinan", "Pertanian", "Jasa"),
)


def _with_lines(form: Form, lines: Sequence[Line]) -> Form:
    return form.with_table(replace(form.table, lines=tuple(lines)))


def _sections(form: Form, rng: Random) -> list[list[Line]] | None:
    """The body in two or three parts that follow each other, none of them empty."""
    lines = form.table.lines
    starts = [at for at, line in enumerate(lines) if at and line.kind == "row"]
    if len(starts) < 3 or any(line.kind == "heading" for line in lines):
        return None
    cuts = [0, *sorted(rng.sample(starts, rng.choice((1, 2)))), len(lines)]
    return [list(lines[a:b]) for a, b in pairwise(cuts)]


def _titles(form: Form, rng: Random) -> tuple[str, ...]:
    names = {column.name for column in form.table.columns}
    return rng.choice(_SECTIONS[:2] if "bidang" in names else _SECTIONS)


def _heading(table: Table, letter: str, title: str, rng: Random) -> Line:
    places = label_columns(table)
    if len(places) == 2 and rng.random() < 0.5:
        return Line({NUMBER: Cell(letter), places[1].key: Cell(title)}, "heading")
    return Line({table.columns[0].key: Cell(f"{letter}. {title}")}, "heading")


@preserves(*GRIDS)
def parent_lines(form: Form, rng: Random) -> Form | None:
    """Rows a, b, c under a parent line that holds their sum."""
    table = form.table
    places = label_columns(table)
    if len(table.rows) < 4 or len(places) < 2 or not added(table):
        return None
    rows, cut = table.rows, rng.randint(2, len(table.rows) - 2)
    lines: list[Line] = []
    for at, (title, part) in enumerate(
        zip(_titles(form, rng), (rows[:cut], rows[cut:]), strict=False)
    ):
        words = {NUMBER: Cell(at + 1), places[1].key: Cell(title)}
        lines.append(Line(sums(table, part) | words, "total"))
        lines += [
            line.with_cells({NUMBER: Cell(letter)})
            for line, letter in zip(part, "abcdefgh", strict=False)
        ]
    return _with_lines(form, lines)


@preserves(*GRIDS)
def section_headings(form: Form, rng: Random) -> Form | None:
    """`A. Kerajinan` between the rows."""
    parts = _sections(form, rng)
    if not parts or not label_columns(form.table):
        return None
    titles = _titles(form, rng)
    style = Random(rng.random())  # noqa: S311 (a simulation, no secret)
    lines: list[Line] = []
    for letter, title, part in zip("ABC", titles, parts, strict=False):
        lines += [_heading(form.table, letter, title, style), *part]
    return _with_lines(form, lines)


@preserves(*GRIDS)
def section_subtotals(form: Form, rng: Random) -> Form | None:
    """`Jumlah Kerajinan` or `Sub Jumlah` below each section."""
    parts = _sections(form, rng)
    if not parts or not added(form.table):
        return None
    has_headings, style = rng.random() < 0.5, rng.choice(("Jumlah {}", "Sub Jumlah", "Subtotal {}"))
    lines: list[Line] = []
    for letter, title, part in zip("ABC", _titles(form, rng), parts, strict=False):
        below = sums(form.table, (line for line in part if line.kind == "row"))
        lines += [_heading(form.table, letter, title, rng)] if has_headings else []
        lines += [*part, total(form.table, style.format(title), below, rng)]
    return _with_lines(form, lines)


@preserves(*GRIDS)
def blank_lines(form: Form, rng: Random) -> Form | None:
    """Empty lines between rows."""
    if not form.table.lines:
        return None
    at = rng.randrange(len(form.table.lines))
    lines = list(form.table.lines)
    lines[at:at] = [Line({}, "blank")] * rng.choice((1, 1, 2))
    return _with_lines(form, lines)


@preserves(*GRIDS)
def numbers_printed_ahead(form: Form, rng: Random) -> Form | None:
    """Lines of the printed form that nobody filled: only their number stands there."""
    lines = form.table.lines
    if form.table.columns[0].key != NUMBER or not lines or lines[-1].kind != "row":
        return None
    first = len(form.table.rows) + 1
    empty = [Line({NUMBER: Cell(n)}, "blank") for n in range(first, first + rng.randint(1, 5))]
    return _with_lines(form, [*lines, *empty])


def _cut(form: Form, rng: Random) -> int | None:
    """Where a page may end: between two rows."""
    lines = form.table.lines
    cuts = [at for at in range(1, len(lines)) if lines[at - 1].kind == lines[at].kind == "row"]
    return rng.choice(cuts) if cuts else None


@preserves(*GRIDS)
def header_again(form: Form, rng: Random) -> Form | None:
    """The header again at a page break; column numbers too where there are some."""
    if (at := _cut(form, rng)) is None:
        return None
    lines = list(form.table.lines)
    gap = [Line({}, "blank")] * rng.choice((0, 1))
    lines[at:at] = [*gap, Line({}, rng.choice(("header", "page")))]
    return _with_lines(form, lines)


@preserves(*GRIDS)
def title_and_header_again(form: Form, rng: Random) -> Form | None:
    """The title and the header again on the next page."""
    at = _cut(form, rng)
    if at is None or not form.sheet.heading:
        return None
    lines = list(form.table.lines)
    titled = Line({form.table.columns[0].key: Cell(form.sheet.heading[0])}, "heading")
    lines[at:at] = [Line({}, "blank"), titled, Line({}, "page")]
    return _with_lines(form, lines)


@preserves(*GRIDS)
def carried_forward(form: Form, rng: Random) -> Form | None:
    """`Jumlah dipindahkan` at the foot of a page, `Jumlah pindahan` at the head of the next."""
    at = _cut(form, rng)
    if at is None or not added(form.table):
        return None
    lines = list(form.table.lines)
    until = sums(form.table, (line for line in lines[:at] if line.kind == "row"))
    foot, head = (
        total(form.table, w, until, rng) for w in ("Jumlah dipindahkan", "Jumlah pindahan")
    )
    lines[at:at] = [foot, Line({}, "page"), head]
    return _with_lines(form, lines)


def _with_closing(form: Form, rng: Random, *closing: tuple[str, dict[str, Cell]]) -> Form | None:
    """Lines of figures at the end of the table, unless there is nothing to add up."""
    if not added(form.table):
        return None
    lines = [total(form.table, words, cells, rng) for words, cells in closing]
    return _with_lines(form, [*form.table.lines, *lines])


def _times(cells: dict[str, Cell], factor: Decimal) -> dict[str, Cell]:
    """Figures of the same order, as whole as the ones they are made from."""
    made = {}
    for key, cell in cells.items():
        number = amount(cell)
        made[key] = EMPTY if number is None else Cell(int(number * factor))
    return made


@preserves(*GRIDS)
def grand_total(form: Form, rng: Random) -> Form | None:
    """`Jumlah` at the end."""
    words = rng.choice(
        ("Jumlah", "JUMLAH", "Total", "Jumlah Total", "TOTAL :", "Jumlah Seluruhnya")
    )
    return _with_closing(form, rng, (words, sums(form.table, form.table.rows)))


@preserves(*GRIDS)
def treasurers_lines(form: Form, rng: Random) -> Form | None:
    """This month, until last month, until this month."""
    now = sums(form.table, form.table.rows)
    before = _times(now, Decimal(rng.randint(2, 8)))
    until = {k: Cell(total_of((now[k].value, before[k].value))) for k in now}
    words = rng.choice(("s/d", "s.d."))
    return _with_closing(
        form,
        rng,
        ("Jumlah bulan ini", now),
        (f"Jumlah {words} bulan lalu", before),
        (f"Jumlah {words} bulan ini", until),
    )


@preserves(*GRIDS)
def mean_line(form: Form, rng: Random) -> Form | None:
    """`Rata-rata` at the end, below the total or alone."""
    rows = form.table.rows
    all_of = sums(form.table, rows)
    means = {
        key: Cell(round(Decimal(number) / len(rows), 2)) if (number := amount(cell)) else EMPTY
        for key, cell in all_of.items()
    }
    return _with_closing(form, rng, ("Jumlah", all_of), ("Rata-rata", means))


@preserves(*GRIDS)
def last_month_for_comparison(form: Form, rng: Random) -> Form | None:
    """The total, and last month's below it."""
    now = sums(form.table, form.table.rows)
    before = _times(now, Decimal(rng.randint(70, 130)) / 100)
    return _with_closing(form, rng, ("Jumlah", now), ("Jumlah bulan lalu", before))


@preserves(*GRIDS)
def target_line(form: Form, rng: Random) -> Form | None:
    """The total, and the month's target below it."""
    now = sums(form.table, form.table.rows)
    target = _times(now, Decimal(rng.randint(80, 150)) / 100)
    return _with_closing(form, rng, ("Jumlah", now), ("Target bulan ini", target))


@preserves(*EVERY)
def nil_in_a_sentence(form: Form, rng: Random) -> Form | None:
    """No rows, and a sentence that says so."""
    if len(form.table.rows) < 2 or len(form.table.rows) < len(form.table.lines):
        return None
    sentence = rng.choice(
        (
            "NIHIL (tidak ada kegiatan)",
            "Nihil, tidak ada kegiatan bulan ini",
            "Laporan bulan ini NIHIL",
        )
    )
    return form.with_table(replace(form.table, lines=(), nil=sentence))
