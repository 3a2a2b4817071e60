"""The page a picture is put into: one file, no scripts, nothing from the network."""

from string import Template

PAGE = Template("""\
<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Anatomi $name</title>
<style>
:root {
  --ink: #1d2733; --soft: #5b6775; --line: #dfe4ea; --paper: #fff; --ground: #f4f6f8;
  --red: #b3261e; --amber: #8a5a00; --green: #1b6e3c;
  --judul: #e9e2f7; --amplop: #dcebfb; --kepala: #c9d3df; --nomor: #f1f2f4; --nilai: #e5f5e8;
  --jumlah: #fdefc3; --catatan: #f3ece1; --asing: #fadcec; --lain: #e6e7ea;
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif }
header, section, footer { padding: 0 28px }
header { padding-top: 22px; padding-bottom: 14px; background: var(--paper);
  border-bottom: 1px solid var(--line) }
h1 { margin: 0; font-size: 22px; overflow-wrap: anywhere }
h2 { margin: 26px 0 10px; font-size: 17px }
h2 small, h1 small { color: var(--soft); font-weight: 400; font-size: 13px; margin-left: 6px }
h3 { margin: 0 0 8px; font-size: 15px; line-height: 1.35 }
header p { margin: 2px 0 0; color: var(--soft) }
nav { margin-top: 8px } nav a { margin-right: 14px }
a { color: #1a56a8 }
.sheet { display: grid; grid-template-columns: minmax(0, 1fr) minmax(270px, 370px);
  gap: 18px; align-items: start }
.told { display: grid; gap: 12px }
.card { background: var(--paper); border: 1px solid var(--line);
  border-left: 5px solid var(--green); border-radius: 6px; padding: 12px 14px;
  overflow-wrap: anywhere }
.card.held { border-left-color: #d89614 } .card.refused { border-left-color: var(--red) }
.card.plain { border-left-color: #9aa5b1 }
.fate { font-weight: 600; color: var(--green) }
.held .fate { color: var(--amber) } .refused .fate { color: var(--red) }
.why { background: #fdecea; border-radius: 4px; padding: 8px 10px; margin: 0 0 10px }
.why b, .code { color: var(--red); font-weight: 700; white-space: nowrap }
.note .code { color: var(--amber) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0 0 10px }
dt { color: var(--soft) } dd { margin: 0 } dd small { color: var(--soft); display: block }
.columns { border-collapse: collapse; width: 100%; margin: 0 0 8px; font-size: 13px }
.columns td { padding: 2px 8px 2px 0; vertical-align: top; border-top: 1px solid #eef1f4 }
.columns td:first-child { font-weight: 600; white-space: nowrap; width: 1% }
.columns small { color: var(--soft) } .columns .unused { color: var(--soft) }
.card ul { list-style: none; margin: 0 0 8px; padding: 0; font-size: 13px }
.card li { margin: 3px 0 }
.missing { color: var(--soft); font-size: 12.5px; margin: 0 }
.grid { background: var(--paper); border: 1px solid var(--line); border-radius: 6px;
  overflow: auto; max-height: 82vh; padding: 0 10px 12px 0 }
.grid table { border-collapse: separate; border-spacing: 0; font-size: 13px }
.grid th { position: sticky; background: #eef1f4; color: var(--soft); font-weight: 500;
  font-size: 12px; z-index: 2 }
.grid thead th { top: 0; z-index: 3; padding: 3px 8px; border-bottom: 1px solid #cfd6de;
  border-right: 1px solid var(--line); text-align: center }
.grid thead th:first-child { left: 0; z-index: 4 }
.grid tbody th { left: 0; text-align: left; white-space: nowrap; padding: 2px 8px;
  border-right: 1px solid #cfd6de; border-bottom: 1px solid var(--line) }
.grid tbody th i { display: inline-block; min-width: 2.2em; text-align: right; font-style: normal;
  margin-right: 8px; font-variant-numeric: tabular-nums }
.grid tbody th.stop { background: #fdecea; color: var(--red); font-weight: 700 }
.grid td { padding: 2px 8px; border-right: 1px solid #eef1f4; border-bottom: 1px solid #eef1f4;
  height: 24px; max-width: 340px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.grid td.wide { max-width: none }
.grid td.num { text-align: right; font-variant-numeric: tabular-nums }
.judul { background: var(--judul); font-weight: 600 } .amplop { background: var(--amplop) }
.kepala { background: var(--kepala); font-weight: 600 }
.nomor { background: var(--nomor); color: var(--soft) } .nilai { background: var(--nilai) }
.jumlah { background: var(--jumlah) } .catatan { background: var(--catatan); font-style: italic }
.asing { background: var(--asing) } .lain { background: var(--lain); color: var(--soft) }
.bukan_laporan { background: #fafbfc; color: var(--soft) }
.grid td.covered { background: #f4faf5; color: #7b8794; font-style: italic }
.grid td.bad { background: repeating-linear-gradient(135deg, #fbd3cf 0 7px, #fde4e1 7px 14px);
  box-shadow: inset 0 0 0 1.5px var(--red) }
.grid td.moot:not(.bad) { color: var(--soft);
  background-image: linear-gradient(#ffffffb0, #ffffffb0) }
.grid td.crossed { text-decoration: line-through } .grid .unseen { opacity: .5 }
.grid td { --frame: 2.5px solid var(--ink) } .grid td.no { --frame: 2.5px dashed var(--red) }
.grid td.ft { border-top: var(--frame) } .grid td.fb { border-bottom: var(--frame) }
.grid td.fl { border-left: var(--frame) } .grid td.fr { border-right: var(--frame) }
.grid td[data-tag]::before { content: attr(data-tag); display: table; background: var(--ink);
  color: #fff; border-radius: 0 0 4px 0; margin: -2px 0 1px -8px; padding: 0 6px;
  font: 600 10px/15px system-ui, sans-serif }
.grid td.no[data-tag]::before { background: var(--red) }
.grid td em { color: var(--red); font: 700 10px/1 system-ui, sans-serif; margin-left: 5px;
  vertical-align: 2px; text-decoration: none }
.grid .gap td { background: #fbfbfc; color: var(--soft); text-align: left; font-style: italic;
  max-width: none }
.legend { margin: 10px 0 0; display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center }
.legend span { border: 1px solid #0001; border-radius: 4px; padding: 1px 8px; font-weight: 400;
  font-style: normal; color: var(--ink) }
.legend b.wrong { color: var(--red) }
footer { color: var(--soft); font-size: 12.5px; padding-top: 22px; padding-bottom: 28px }
footer dl { margin-top: 8px }
footer dt span { border-radius: 4px; padding: 1px 8px; color: var(--ink); font-weight: 400;
  font-style: normal }
@media (max-width: 1000px) {
  .sheet { grid-template-columns: minmax(0, 1fr) } .told { order: -1 }
}
@media print {
  body { background: #fff; font-size: 11px; print-color-adjust: exact;
    -webkit-print-color-adjust: exact }
  header, section, footer { padding-left: 0; padding-right: 0 }
  .sheet { display: block } .card { margin-bottom: 10px; break-inside: avoid }
  .grid { max-height: none; overflow: visible; border: 0 } .grid th { position: static }
  .grid tr { break-inside: avoid } nav { display: none }
}
</style>
</head>
<body>
$body
</body>
</html>
""")
