"""A picture as one self-contained page: what tables are taken for beside the sheet as a grid.

Everything that comes from a file is escaped where it is put into the page, and nowhere else.
"""

from collections.abc import Sequence

from flows.picture.drawing import grid_of
from flows.picture.looking import Picture, Remark, SheetSeen, TableSeen
from flows.picture.phrases import ROLES, dataset_title
from flows.picture.refusals import say_remark, sentences_of
from flows.picture.telling import (
    columns_told,
    context_of,
    counts_add_up,
    extent_of,
    fate_of,
    headline,
    missing_columns_of,
    purpose_of,
    ranges_told,
    reasons_told,
    refusal_told,
    unit_of,
)
from flows.picture.template import PAGE
from schemas.escapes import html_text
from schemas.spoken import say_number
from tasks.read.months import month_name


def page_of(picture: Picture, most: int | None) -> str:
    """HTML of a picture, at most so many rows of each sheet."""
    parts = [_header(picture)]
    parts += [_sheet(seen, number, most) for number, seen in enumerate(picture.sheets, 1)]
    parts.append(_footer())
    return PAGE.substitute(name=html_text(picture.name), body="\n".join(parts))


def _header(picture: Picture) -> str:
    told = headline(picture)
    links = [
        f'<a href="#lembar-{number}">{html_text(seen.grid.name)}</a>'
        for number, seen in enumerate(picture.sheets, 1)
    ]
    nav = f"<nav>{''.join(links)}</nav>" if len(links) > 1 else ""
    why = ""
    if picture.fault:
        said = html_text(" ".join(sentences_of(picture.fault)))
        why = f'<p class="why"><b>{picture.fault.code}</b> {said}</p>'
    return (
        f"<header><h1>{html_text(picture.name)}<small>{html_text(told)}</small></h1>{why}"
        f"<p>Beginilah berkas ini dibaca. Arahkan penunjuk ke sebuah sel untuk keterangannya.</p>"
        f"{nav}</header>"
    )


def _sheet(seen: SheetSeen, number: int, most: int | None) -> str:
    hidden = ", tersembunyi" if seen.grid.is_hidden else ""
    cards = [_card(table, of=len(seen.tables)) for table in seen.tables]
    if not seen.tables:
        cards = [f'<div class="card plain"><h3>{html_text(purpose_of(seen))}</h3></div>']
    if seen.remarks:
        cards.append(f'<div class="card plain">{_remarks(seen.remarks)}</div>')
    return (
        f'<section id="lembar-{number}"><h2>Lembar “{html_text(seen.grid.name)}”'
        f"<small>{extent_of(seen)}{hidden}</small></h2>"
        f'<div class="sheet"><div>{grid_of(seen, most)}{_legend(seen)}</div>'
        f'<div class="told">{"".join(cards)}</div></div></section>'
    )


# -- what is told of a table


def _card(seen: TableSeen, of: int) -> str:
    table = seen.table
    month = month_name(table.month) if table.month else "bulan tidak pasti"
    which = f"Tabel {table.number}: " if of > 1 else ""
    whose = " · ".join([dataset_title(table.dataset), unit_of(table), month])
    kind = "refused" if seen.fault else "held" if seen.held else ""
    return (
        f'<article class="card {kind}"><h3>{which}{html_text(whose)} · '
        f'<span class="fate">{html_text(fate_of(seen))}</span></h3>'
        f"{_why(seen)}{_context(seen)}{_reasons(seen)}{_columns(seen)}{_remarks(seen.remarks)}"
        "</article>"
    )


def _why(seen: TableSeen) -> str:
    if not seen.fault:
        return ""
    ranges = ranges_told(seen)
    said = (f"{ranges}: " if ranges else "") + " ".join(refusal_told(seen))
    return f'<p class="why"><b>{seen.fault.code}</b> {html_text(said)}</p>'


def _context(seen: TableSeen) -> str:
    lines = [
        f"<dt>{said.what}</dt><dd>{html_text(said.value)}<small>{html_text(said.places)}</small></dd>"
        for said in context_of(seen)
    ]
    if seen.table.contradiction:
        lines.append(
            f'<dt class="code">Bertentangan</dt><dd>{html_text(seen.table.contradiction)}</dd>'
        )
    return f"<dl>{''.join(lines)}</dl>"


def _columns(seen: TableSeen) -> str:
    lines = [
        f'<tr class="{"" if told.is_used else "unused"}"><td>{told.letters}</td>'
        f"<td>{html_text(told.meaning)} <small>{html_text(told.note)}</small></td></tr>"
        for told in columns_told(seen)
    ]
    missing = missing_columns_of(seen)
    table = f'<table class="columns">{"".join(lines)}</table>' if lines else ""
    absent = f'<p class="missing">Tidak ada kolom {html_text(", ".join(missing))}.</p>'
    return table + (absent if missing else "")


def _reasons(seen: TableSeen) -> str:
    lines = [
        f'<li><span class="code">{r.code}</span> baris {html_text(r.rows)}'
        f"{', ' if r.column else ''}{html_text(r.column)}: {html_text(r.message)}</li>"
        for r in reasons_told(seen)
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _remarks(remarks: Sequence[Remark]) -> str:
    lines = [
        f'<li class="note"><span class="code">{r.code}</span> '
        f"{html_text(say_remark(r.code, r.written))}</li>"
        for r in remarks
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


# -- legend


def _legend(seen: SheetSeen) -> str:
    chips = [
        f'<span class="{role.value}" title="{html_text(ROLES[role][1])}">'
        f"{ROLES[role][0]} {say_number(number)}</span>"
        for role, number in seen.counts.items()
        if number
    ]
    if not chips:
        return ""
    total = f"{say_number(seen.filled)} sel terisi</b></p>"
    total = f"<b>= {total}" if counts_add_up(seen) else f'<b class="wrong">≠ {total}'
    return f'<p class="legend">{" + ".join(chips)} {total}'


def _footer() -> str:
    roles = "".join(
        f'<dt><span class="{role.value}">{name}</span></dt><dd>{html_text(meaning)}</dd>'
        for role, (name, meaning) in ROLES.items()
    )
    return (
        "<footer><details><summary>Arti warna dan tanda</summary>"
        f"<dl>{roles}<dt>bingkai</dt><dd>tabel laporan: kepala dan isinya; merah putus-putus: "
        "tabelnya ditolak</dd><dt>arsir merah</dt><dd>sel yang menjadi sebab barisnya ditahan atau "
        "tabelnya ditolak</dd><dt>↑ miring</dt><dd>sel gabungan; dibaca seperti sel di atasnya</dd>"
        "</dl></details><p>Nilai (bilangan, tanggal, satuan) dinilai sesudah ini, bersama laporan "
        "lain.</p></footer>"
    )
