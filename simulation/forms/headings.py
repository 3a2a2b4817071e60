"""What a clerk reads the same under other headers: groups, units, numbers, order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from schemas.contracts import DATASETS, Kind
from schemas.wording import MONTHS, wording_key
from simulation.forms.editing import borders, countable, people
from simulation.forms.form import FOREIGN, NUMBER, Cell, Column, Form, Line, Scalar, amount
from simulation.forms.kinds import EVERY, GRIDS, MERGING, preserves
from simulation.forms.plain import month_name

_BRACKETS = {"orang": "orang", "IDR": "Rp", "IDR/satuan": "Rp", "hari": "hari", "kali": "kali"}
_REMARKS = ("lancar", "rutin", "", "", "menunggu bahan", "")


def _common_words(columns: Sequence[Column]) -> int:
    """How many words two headers begin with alike."""
    words = [column.path[0].split() for column in columns]
    same = 0
    while same < min(map(len, words)) - 1 and words[0][same] == words[1][same]:
        same += 1
    return same


@preserves(*GRIDS)
def group_of_two(form: Form, rng: Random) -> Form | None:
    """`Tanggal Mulai` and `Tanggal Selesai` as Mulai | Selesai under Tanggal."""
    plain = [c for c in form.table.columns if c in form.table.plain(*Kind)]
    pairs = [p for p in pairwise(plain) if _common_words(p)]
    at = form.table.columns.index
    pairs = [p for p in pairs if at(p[1]) == at(p[0]) + 1]
    if not pairs:
        return None
    pair = rng.choice(pairs)
    same = _common_words(pair)
    table = form.table
    for column in pair:
        words = column.path[0].split()
        path = (" ".join(words[:same]), " ".join(words[same:]))
        table = table.put(column, column._replace(path=path))
    return form.with_table(table)


@preserves(*GRIDS)
def group_without_meaning(form: Form, rng: Random) -> Form | None:
    """A heading over several columns that says nothing new; on top of other groups too."""
    columns = form.table.columns
    places = borders(columns)
    first, last = sorted(rng.choices(places, k=2))
    if last - first < 2:
        return None
    title = rng.choice(("Data", "Rincian"))
    grouped = [
        c._replace(path=(title, *c.path)) if first <= at < last else c
        for at, c in enumerate(columns)
    ]
    return form.with_table(replace(form.table, columns=tuple(grouped)))


@preserves(*MERGING)
def tall_header(form: Form, _rng: Random) -> Form | None:
    """Headers merged over one row more than they need."""
    depth = max(len(column.path) for column in form.table.columns) + 1
    return form.with_table(replace(form.table, depth=depth))


@preserves(*GRIDS)
def low_header(form: Form, rng: Random) -> Form | None:
    """Header texts in the lower row, group titles above."""
    if max(len(column.path) for column in form.table.columns) < 2:
        made = group_of_two(form, rng) or group_without_meaning(form, rng)
        return made and form.with_table(replace(made.table, is_low=True))
    return form.with_table(replace(form.table, is_low=True))


@preserves(*GRIDS)
def rupiah_in_a_column(form: Form, _rng: Random) -> Form | None:
    """`Rp` in a narrow column of its own under the amount's header."""
    table = form.table
    columns = [c for c in countable(table, Kind.MONEY) if table.reported(c).unit == "IDR"]
    for column in columns:
        sign = Column(f"{column.key}.Rp", column.path)
        table = table.put(column, sign, column)
        table = table.map(lambda r, c=column, s=sign: _beside(r, c, s, "Rp"), "row")  # type: ignore[misc]
    return form.with_table(table) if columns else None


@preserves(*GRIDS)
def unit_in_a_column(form: Form, rng: Random) -> Form | None:
    """`orang` in a narrow column of its own under the count's header."""
    if not (columns := people(form.table)):
        return None
    column = rng.choice(columns)
    unit = Column(f"{column.key}.satuan", column.path)
    table = form.table.put(column, column, unit)
    return form.with_table(table.map(lambda line: _beside(line, column, unit, "orang"), "row"))


def _beside(line: Line, column: Column, other: Column, text: str) -> Line:
    """The text where the column holds a figure."""
    if amount(line.cell(column.key)) is None:
        return line
    return line.with_cells({other.key: Cell(text)})


@preserves(*EVERY)
def unit_in_brackets(form: Form, _rng: Random) -> Form | None:
    """Units in brackets behind the headers."""
    table = form.table
    for column in countable(table):
        unit = _BRACKETS.get(table.reported(column).unit)
        if unit and "(" not in column.path[0]:
            table = table.put(column, column._replace(path=(f"{column.path[0]} ({unit})",)))
    return form.with_table(table) if table != form.table else None


@preserves(*GRIDS)
def unit_row(form: Form, _rng: Random) -> Form | None:
    """A row of units under the header."""
    units = {
        c.key: f"({unit})"
        for c in form.table.known(Kind.COUNT, Kind.MONEY)
        if (unit := _BRACKETS.get(form.table.reported(c).unit)) and not c.key.endswith("%")
    }
    if not units:
        return None
    return form.with_table(replace(form.table, under=(*form.table.under, units)))


@preserves(*GRIDS)
def column_numbers(form: Form, rng: Random) -> Form | None:
    """1, 2, 3 … under the header, as numbers, texts or in brackets."""
    style = rng.choice(("number", "text", "bracket"))
    words: dict[str, Callable[[int], Scalar]] = {
        "number": int,
        "text": str,
        "bracket": "({})".format,
    }
    numbers = {c.key: words[style](at) for at, c in enumerate(form.table.columns, 1)}
    return form.with_table(replace(form.table, under=(*form.table.under, numbers)))


@preserves(*EVERY)
def line_breaks_in_headers(form: Form, rng: Random) -> Form | None:
    """A line break in the place of a space, as Excel or a web page makes it."""
    sign = rng.choice(("\n", "<br>", "<br/>", " \n"))
    broken = [
        c._replace(path=tuple(t.replace(" ", sign, 1) for t in c.path)) for c in form.table.columns
    ]
    table = replace(form.table, columns=tuple(broken))
    return form.with_table(table) if table != form.table else None


@preserves(*EVERY)
def other_headers(form: Form, rng: Random) -> Form | None:
    """Accepted variants of the headers, such as no other column of the form may be called by."""
    table = form.table
    contract = DATASETS[table.dataset].columns.values()
    for column in table.plain(*Kind):
        others = {
            wording_key(v)
            for c in contract
            if c.name != column.name
            for v in (c.header, *c.variants)
        }
        words = [v for v in table.reported(column).variants if wording_key(v) not in others]
        if words and column.path == (table.reported(column).header,):
            table = table.put(column, column._replace(path=(rng.choice(words),)))
    return form.with_table(table) if table != form.table else None


@preserves(*GRIDS)
def footnote_on_a_header(form: Form, rng: Random) -> Form | None:
    """`Jumlah WBP *)`, explained under the table."""
    if not (columns := countable(form.table)):
        return None
    column = rng.choice(columns)
    mark = rng.choice(("*)", "1)", "*"))
    table = form.table.put(column, column._replace(path=(f"{column.path[0]} {mark}",)))
    note = (f"{mark} sesuai data bulan berjalan",)
    return form.with_table(table).with_sheet(tail=(*form.sheet.tail, (), note))


@preserves(*EVERY)
def columns_in_another_order(form: Form, rng: Random) -> Form | None:
    """The same columns in another order; groups stay together."""
    blocks: list[list[Column]] = []
    for column in form.table.columns:
        if blocks and blocks[-1][-1].path[0] == column.path[0]:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    first = blocks[:1] if blocks[0][0].key == NUMBER else []
    rest = blocks[len(first) :]
    rng.shuffle(rest)
    columns = tuple(column for block in (*first, *rest) for column in block)
    return form.with_table(replace(form.table, columns=columns))


@preserves(*EVERY)
def unknown_column(form: Form, rng: Random) -> Form | None:
    """A column of the unit's own: Regu, Paraf, Catatan."""
    title = rng.choice(("Regu", "Paraf", "Catatan Petugas"))
    column = Column(f"{FOREIGN}{title}", (title,))

    def fill(line: Line) -> Line:
        text = {"Regu": rng.choice("ABC"), "Paraf": ""}.get(title, rng.choice(_REMARKS))
        return line.with_cells({column.key: Cell(text)})

    columns = form.table.columns
    at = rng.choice(borders(columns))
    table = replace(form.table, columns=(*columns[:at], column, *columns[at:]))
    return form.with_table(table.map(fill, "row"))


@preserves(*MERGING)
def hidden_empty_column(form: Form, _rng: Random) -> Form | None:
    """A hidden column that holds nothing."""
    column = Column(f"{FOREIGN}kosong", ("",), is_hidden=True)
    return form.with_table(replace(form.table, columns=(*form.table.columns, column)))


@preserves(*GRIDS)
def spacer_column(form: Form, rng: Random) -> Form | None:
    """An empty column between two others."""
    columns = form.table.columns
    if not (gaps := borders(columns)[:-1]):
        return None
    at = rng.choice(gaps)
    spacer = Column(f"{FOREIGN}sela", ("",))
    return form.with_table(replace(form.table, columns=(*columns[:at], spacer, *columns[at:])))


@preserves(*GRIDS)
def indented(form: Form, rng: Random) -> Form | None:
    """Empty columns on the left."""
    return form.with_sheet(indent=form.sheet.indent + rng.choice((1, 2)))


@preserves(*EVERY)
def unit_and_month_on_each_row(form: Form, rng: Random) -> Form | None:
    """Columns UPT and Bulan that agree with the report."""
    if form.table.dataset == "program":
        return None
    said: dict[str, tuple[str, str]] = {
        f"{FOREIGN}upt": (rng.choice(("UPT", "Satuan Kerja")), form.unit.name),
        f"{FOREIGN}bulan": (
            "Bulan",
            rng.choice((month_name(form.month), MONTHS[form.month.month - 1])),
        ),
    }
    wanted = rng.sample(sorted(said), rng.choice((1, 2)))
    columns = list(form.table.columns)
    at = int(columns[0].key == NUMBER)
    columns[at:at] = [Column(key, (said[key][0],)) for key in wanted]
    table = replace(form.table, columns=tuple(columns))
    cells = {key: Cell(said[key][1]) for key in wanted}
    return form.with_table(table.map(lambda line: line.with_cells(cells), "row"))
