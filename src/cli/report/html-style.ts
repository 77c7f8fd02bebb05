/** The page's only style sheet; its hash stands in the page's content security policy. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f7f8fa; --card: #ffffff; --line: #e1e5ea; --soft: #f0f3f6;
  --ink: #1c2430; --muted: #5a6675; --accent: #1f5fbf;
  --critical: #a3123a; --critical-soft: #fce8ee; --high: #b3401a; --high-soft: #fdeee6;
  --medium: #805b00; --medium-soft: #fcf3d9; --low: #33588a; --low-soft: #e8f0fa;
  --ok: #1e6f45; --gone: #fbe9e9; --is: #fdf0d5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #181e26; --line: #2b343f; --soft: #212933;
    --ink: #e4e9ef; --muted: #98a5b5; --accent: #84b3ff;
    --critical: #ff8aa8; --critical-soft: #46172a; --high: #ffa582; --high-soft: #432315;
    --medium: #ecc75b; --medium-soft: #3a2e0c; --low: #9cc3f5; --low-soft: #1c2f47;
    --ok: #79cf9f; --gone: #3d2023; --is: #3a2f14;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; padding-bottom: 1rem; }
footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--muted); font-size: 0.9rem; }
footer p { margin: 0.35rem 0; }
h1 { margin: 0.2rem 0 0.4rem; font-size: 1.75rem; line-height: 1.25; letter-spacing: -0.01em; text-wrap: balance; }
h3 { margin: 1.4rem 0 0.1rem; font-size: 0.8rem; letter-spacing: 0.05em; text-transform: uppercase; color: var(--muted); }
code { font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-weight: inherit; unicode-bidi: isolate; overflow-wrap: anywhere; }
.brand { margin: 0; color: var(--muted); font-size: 0.85rem; }
.facts { margin: 0; color: var(--muted); }
.bar { display: block; height: 8px; margin: 1.1rem 0 0; width: 100%; border-radius: 4px; overflow: hidden; }
.fill-drifted { fill: var(--high); } .fill-unknown { fill: var(--medium); } .fill-in_sync { fill: var(--ok); }
#filter { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0 0 1rem; }
#filter[hidden] { display: none; }
#filter input[type=search] { flex: 1 1 16rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
#filter label { display: inline-flex; gap: 0.35rem; align-items: center; cursor: pointer; }
#found { color: var(--muted); font-size: 0.9rem; min-width: 8rem; }
.stack { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 1rem; }
.stack > summary { display: flex; flex-wrap: wrap; gap: 0.2rem 0.75rem; align-items: baseline;
  padding: 0.85rem 1.1rem; cursor: pointer; border-radius: 12px; list-style: none; }
summary::-webkit-details-marker { display: none; }
.stack > summary::after { content: "▸"; margin-left: auto; color: var(--muted); }
.stack[open] > summary::after { content: "▾"; }
.stack[open] > summary { border-bottom: 1px solid var(--line); border-radius: 12px 12px 0 0; }
.stack .name { font-weight: 650; font-size: 1.05rem; overflow-wrap: anywhere; }
.stack .about { color: var(--muted); font-size: 0.9rem; }
.inside { padding: 0.2rem 1.1rem 1rem; }
.state { font-weight: 650; font-size: 0.8rem; }
.state::before { content: ""; display: inline-block; width: 0.6rem; height: 0.6rem; margin-right: 0.45rem; border-radius: 50%; background: currentColor; }
.state.drifted { color: var(--high); } .state.unknown { color: var(--medium); } .state.in_sync { color: var(--ok); }
.difference { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr); gap: 0 1rem; padding: 0.9rem 0; border-top: 1px solid var(--line); }
.difference:first-of-type { border-top: 0; }
.difference[hidden], .stack[hidden] { display: none; }
.badge { justify-self: start; align-self: start; margin-top: 0.1rem; padding: 0.08rem 0.55rem; border-radius: 999px; font-size: 0.75rem; font-weight: 650; }
.critical { color: var(--critical); background: var(--critical-soft); }
.high { color: var(--high); background: var(--high-soft); }
.medium { color: var(--medium); background: var(--medium-soft); }
.low { color: var(--low); background: var(--low-soft); }
.subject { margin: 0; }
.subject .address { font-weight: 650; }
.subject .path { color: var(--accent); }
.words { margin: 0.3rem 0 0; font-weight: 550; }
.sides { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 0.75rem; margin: 0.45rem 0 0; align-items: baseline; }
.sides dt { color: var(--muted); font-size: 0.8rem; }
.sides dd { margin: 0; }
.sides dd code { display: block; width: fit-content; max-width: 100%; padding: 0.05rem 0.45rem; border-radius: 5px; background: var(--soft); white-space: pre-wrap; }
.sides .is code { background: var(--is); }
.lines { margin: 0.45rem 0 0; padding: 0.5rem 0.75rem; background: var(--soft); border-radius: 8px; overflow-x: auto; }
.lines code, .detail code { display: block; white-space: pre-wrap; min-height: 1.5em; }
.lines .gone { background: var(--gone); } .lines .come { background: var(--is); } .lines .more { color: var(--muted); }
.parts { margin: 0.45rem 0 0; border-collapse: collapse; }
.parts th, .parts td { padding: 0.25rem 1.75rem 0.25rem 0; text-align: left; vertical-align: baseline; font-weight: 400; border-top: 1px solid var(--line); }
.parts thead th { color: var(--muted); font-size: 0.8rem; border-top: 0; }
.about-it { margin: 0.45rem 0 0; color: var(--muted); font-size: 0.85rem; }
.about-it > * + *::before { content: "·"; padding: 0 0.45rem; }
.note { margin: 0.3rem 0 0; color: var(--muted); font-size: 0.9rem; }
.warning { color: var(--medium); margin: 0.6rem 0 0; font-size: 0.9rem; }
.cause p { margin: 0.6rem 0 0; }
.cause .detail { margin: 0.6rem 0 0; padding: 0.6rem 0.8rem; background: var(--soft); border-radius: 8px; }
.quiet { margin: 0; padding: 0.5rem 0 0; list-style: none; columns: 20rem; color: var(--muted); }
.quiet li { break-inside: avoid; overflow-wrap: anywhere; }
.quiet code { color: var(--ink); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) { .difference { grid-template-columns: minmax(0, 1fr); } .badge { margin-bottom: 0.3rem; } }
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --muted: #444; --line: #bbb; }
  body { font-size: 11px; } #filter, .stack > summary::after { display: none; }
  header { padding-top: 0; } .stack { border-radius: 0; } .difference { break-inside: avoid; }
  details::details-content { display: block; content-visibility: visible; block-size: auto; }
}
`;
