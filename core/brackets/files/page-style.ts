/** The style of all pages of brackets: light, dark, on a phone and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b2330; --quiet: #55606f; --line: #c9d0d9; --soft: #f3f5f8; --link: #0b4f9e; --warn: #8a4b00; --warn-soft: #fff4e0; --bad: #b3141b; }
@media (prefers-color-scheme: dark) { :root { --page: #14181e; --ink: #e8ecf1; --quiet: #a7b2c0; --line: #3d4754; --soft: #1d232c; --link: #9cc4ff; --warn: #ffc876; --warn-soft: #33270f; --bad: #ff9b9b; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 8px; }
body { margin: 0 auto; max-width: 1240px; padding: 16px 20px 60px; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif; overflow-wrap: break-word; }
bdi, code { overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 1.2; margin: 8px 0 4px; }
h2 { font-size: 22px; margin: 40px 0 10px; padding-top: 10px; border-top: 3px solid var(--ink); }
h3 { font-size: 18px; margin: 26px 0 8px; }
h4 { font-size: 16px; margin: 0 0 2px; }
p { margin: 6px 0 10px; }
a { color: var(--link); }
ul { margin: 6px 0 12px; padding-left: 20px; }
code { font: 13px/1.4 ui-monospace, Menlo, Consolas, monospace; background: var(--soft); padding: 1px 4px; border-radius: 4px; }
.copy { display: block; padding: 6px 8px; user-select: all; -webkit-user-select: all; white-space: pre-wrap; }
pre.copy { font: 13px/1.4 ui-monospace, Menlo, Consolas, monospace; background: var(--soft); border-radius: 4px; }
.skip { position: absolute; left: -999px; }
.skip:focus { position: static; }
.quiet, .facts, caption { color: var(--quiet); }
.quiet { font-weight: 400; }
.bad { color: var(--bad); }
.style { font-weight: 400; color: var(--quiet); font-size: 13px; border: 1px solid var(--line); border-radius: 9px; padding: 0 7px; white-space: nowrap; }
.mark { font-size: 13px; padding: 1px 8px; border-radius: 9px; border: 1px solid currentColor; }
.numbers { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 8px; }
.numbers li { background: var(--soft); border-radius: 8px; padding: 8px 14px; }
.numbers strong { display: block; font-size: 24px; line-height: 1.1; }
nav ul { columns: 2; column-gap: 40px; }
.columns { columns: 3 260px; column-gap: 28px; }
.columns li { break-inside: avoid; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; margin: 6px 0 12px; }
table.short { width: auto; min-width: 340px; }
caption { text-align: left; font-size: 13px; padding: 2px 0; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); }
details { margin: 8px 0 12px; }
summary { cursor: pointer; color: var(--link); }
thead th { font-size: 13px; color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 600; min-width: 130px; }
td:has(> bdi) { min-width: 110px; }
td:has(> .copy) { width: 36%; }
table.people td:first-child { width: 3.2em; }
.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.division { margin: 18px 0; padding: 14px 16px; border: 1px solid var(--line); border-radius: 10px; content-visibility: auto; contain-intrinsic-size: auto 420px; }
.division:target { border-color: var(--link); box-shadow: 0 0 0 2px var(--link); }
.note { margin: 4px 0; font-size: 14px; }
.warn { background: var(--warn-soft); color: var(--warn); padding: 5px 10px; border-radius: 6px; }
svg { display: block; margin: 8px 0; }
svg text { fill: var(--ink); font-size: 13px; unicode-bidi: isolate; }
svg .n { font-weight: 600; }
svg .s { font-size: 11px; fill: var(--quiet); }
svg .h, svg .b { font-size: 11px; fill: var(--quiet); }
svg .b { text-anchor: end; }
svg .m { font-size: 11px; text-anchor: middle; font-variant-numeric: tabular-nums; }
svg .l { fill: none; stroke: var(--quiet); stroke-width: 1.2; }
svg .l.x { stroke: var(--warn); stroke-width: 3; }
svg .p { fill: var(--page); stroke: var(--quiet); }
svg .p.x { stroke: var(--warn); stroke-width: 2; }
@media (max-width: 600px) {
  body { padding: 10px 12px 40px; }
  nav ul { columns: 1; }
  .division { padding: 10px; }
  h1 { font-size: 23px; }
  .numbers li { padding: 6px 10px; }
  table.short { min-width: 0; width: 100%; font-size: 14px; }
  table.short th, table.short td { padding-right: 7px; min-width: 0; }
  .stack caption { display: block; }
  .stack, .stack tbody, .stack tr { display: block; width: auto; }
  .stack thead { display: none; }
  .stack tr { padding: 6px 0; border-bottom: 1px solid var(--line); }
  .stack th, .stack td { display: inline; border: 0; padding: 0; white-space: normal; }
  .stack td:not(:empty, :has(.copy)):not(:first-child)::before { content: ' · '; color: var(--quiet); }
  .stack td.to:not(:first-child)::before { content: ' → '; }
  .stack td.num:first-child::after { content: '. '; }
  .stack td:has(.copy) { display: block; width: auto; }
}
@media print {
  :root { --page: #fff; --ink: #000; --quiet: #444; --line: #bbb; --soft: #f3f3f3; --link: #000; --warn: #6b3a00; --warn-soft: #fff; --bad: #a00; }
  @page { margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 11px; }
  .skip, nav { display: none; }
  a { text-decoration: none; }
  .division { content-visibility: visible; break-inside: avoid; }
  tr, svg { break-inside: avoid; }
  h2, h3, h4, caption, thead { break-after: avoid; }
  code, .copy, pre.copy { font-size: 9px; }
  .style, .mark, .note, thead th, caption { font-size: 10px; }
  h1 { font-size: 20px; } h2 { font-size: 16px; } h3 { font-size: 14px; } h4 { font-size: 12px; }
  .scroll { overflow: visible; }
  svg { max-width: 100%; height: auto; }
}
`;
