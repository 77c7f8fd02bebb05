/** Served as a file, because the content policy allows nothing inline. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); text-transform: capitalize; }
h3 { font-size: 1rem; margin: 2rem 0 0.3rem; overflow-wrap: anywhere; } h4 { margin: 0.8rem 0 0.2rem; font-size: 0.85rem; opacity: 0.7; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; list-style: none; padding: 0; }
pre, code { font: 0.85rem/1.5 ui-monospace, monospace; }
pre { background: color-mix(in srgb, currentColor 6%, transparent); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-x: auto; margin: 0.3rem 0; }
table { border-collapse: collapse; font-size: 0.9rem; } td { border-bottom: 1px solid var(--line); padding: 0.25rem 0.8rem 0.25rem 0; vertical-align: top; }
.method { display: inline-block; min-width: 4rem; font: 700 0.8rem ui-monospace, monospace; }
.who { font-size: 0.9rem; opacity: 0.75; } p { margin: 0.3rem 0; } dt { margin-top: 0.6rem; } dd { margin: 0; }
a { color: light-dark(#0b62c4, #7db8ff); }
:target { outline: 2px solid light-dark(#0b62c4, #7db8ff); outline-offset: 4px; border-radius: 4px; }
`;
