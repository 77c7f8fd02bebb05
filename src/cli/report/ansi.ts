/** Colours by what they mean in the report. Without colour each gives its text back unchanged. */
export interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly alarm: (text: string) => string;
}

const paint =
  (on: boolean, open: string, close: string) =>
  (text: string): string =>
    on && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;

export function ink(color: boolean): Ink {
  return {
    bold: paint(color, '1', '22'),
    dim: paint(color, '2', '22'),
    red: paint(color, '31', '39'),
    yellow: paint(color, '33', '39'),
    green: paint(color, '32', '39'),
    blue: paint(color, '34', '39'),
    cyan: paint(color, '36', '39'),
    alarm: paint(color, '1;97;41', '22;39;49'),
  };
}
