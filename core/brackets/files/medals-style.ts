/** What the page of results has beside the style of all pages. */
export const medalsStyle = `
:root { --gold: #d9a400; --silver: #9aa5b1; --bronze: #b8733a; }
.progress { display: flex; gap: 3px; margin: 14px 0; padding: 0; list-style: none; border-radius: 8px; overflow: hidden; }
.progress li { flex-basis: 120px; padding: 6px 12px; color: #fff; white-space: nowrap; }
.progress .complete { background: #1a6b3c; } .progress .going-on { background: #0b4f9e; } .progress .not-started { background: #566171; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(330px, 100%), 1fr)); gap: 12px; }
article { min-width: 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 10px; }
article h3 { margin: 0 0 6px; font-size: 16px; line-height: 1.3; }
article p:last-child, article ul:last-child { margin-bottom: 0; }
article pre { margin: 0; }
article ol { margin: 0; padding: 0; list-style: none; }
article ol li { display: flex; gap: 10px; padding: 2px 0; }
.medal { flex: 0 0 74px; text-transform: capitalize; }
.medal::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .45em; border-radius: 50%; vertical-align: -.05em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.gold .medal::before { background: var(--gold); } .silver .medal::before { background: var(--silver); } .bronze .medal::before { background: var(--bronze); }
.wrong { margin-bottom: 12px; border-color: var(--bad); border-left-width: 5px; }
th.num { text-align: right; }
td.num:last-child, th.num:last-child { padding-right: 0; }
@media (max-width: 600px) {
  .progress { flex-direction: column; }
  .progress li { flex-basis: auto; }
  th, td { padding-right: 7px; } }
@media print {
  .progress li { color: #000; border: 1px solid #bbb; background: none !important; }
  .cards { grid-template-columns: 1fr 1fr; gap: 2mm; }
  article { padding: 2mm 3mm; break-inside: avoid; }
  article h3 { font-size: 12px; }
  .style, code, pre.copy { font-size: 10px; }
  h2, thead { break-after: avoid; }
  #not-started { display: none; } }
`;
