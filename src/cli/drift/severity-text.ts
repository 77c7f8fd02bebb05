import type { Severity } from '#domain/drift/severity.ts';
import type { Ink } from '../report/ansi.ts';

export function severityText(severity: Severity, ink: Ink): string {
  const paint: Readonly<Record<Severity, (text: string) => string>> = {
    critical: ink.alarm,
    high: ink.red,
    medium: ink.yellow,
    low: ink.blue,
  };
  return paint[severity](severity.toUpperCase());
}
