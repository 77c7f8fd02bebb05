/** Moves the focus along the lines of a list, which are marked `data-line`. The focus is seen, and heard. */
export function walkLines(by: 1 | -1): void {
  const lines = [...document.querySelectorAll<HTMLElement>('[data-line]')];
  const at = lines.findIndex((line) => line === document.activeElement);
  const next = at === -1 ? 0 : Math.max(0, Math.min(lines.length - 1, at + by));
  lines[next]?.focus();
  lines[next]?.scrollIntoView({ block: 'nearest' });
}
