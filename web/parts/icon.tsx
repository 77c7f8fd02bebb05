/** Drawn on a grid of 16, in the colour of the text around. */
const PATHS = {
  overview: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z',
  drift: 'M2 5.5h5l2-3 M9 13.5l2-3h3 M2 10.5h3.5M10.5 5.5h3.5 M5.5 10.5l5-5',
  stacks: 'M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3',
  changes: 'M2 12c2.5 0 3-7 5.5-7s2.5 4 6.5 4M11.5 6.5l2.5 2.5-2.5 2.5',
  decisions: 'M3 8.5l3 3 7-7M13.5 9v3.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h6',
  audit: 'M4 2h6l3 3v9h-9zM6 7h5M6 9.5h5M6 12h3',
  settings: 'M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.5 10.5l3 3',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.5 3.5 6.5-8',
  chevron: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  back: 'M10 3.5l-4.5 4.5 4.5 4.5',
  sun: 'M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5zM8 1.5v1.5M8 13v1.5M1.5 8h1.5M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  moon: 'M13.5 9.5a6 6 0 0 1-7-7a6 6 0 1 0 7 7z',
  auto: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  menu: 'M2 4h12M2 8h12M2 12h12',
  clock: 'M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12zM8 5v3.5l2.5 1.5',
  play: 'M5 3l8 5-8 5z',
  flap: 'M2 10c2 0 2-4 4-4s2 4 4 4 2-4 4-4',
  branch:
    'M4.5 5v6M4.5 3a1 1 0 1 0 0 2a1 1 0 0 0 0-2zM4.5 11a1 1 0 1 0 0 2a1 1 0 0 0 0-2zM11.5 3a1 1 0 1 0 0 2a1 1 0 0 0 0-2zM11.5 5c0 4-7 2-7 6',
  people:
    'M6 3a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 0 0 0-4.4zM2 13c0-2.5 1.8-4 4-4s4 1.5 4 4M10.5 3.2a2.2 2.2 0 0 1 0 4M11.5 9.2c1.6.4 2.5 1.8 2.5 3.8',
  key: 'M5 7.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM7.2 8.3l6-5.8M10.5 5.2l2 2',
  bell: 'M4 11v-4a4 4 0 0 1 8 0v4l1 1h-10zM6.5 14h3',
  out: 'M6 2.5h-3.5v11h3.5M6 8h8M11 5l3 3-3 3',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.8v.2',
  question: 'M5.8 6a2.2 2.2 0 1 1 3.4 1.9c-.8.5-1.2 1-1.2 1.9M8 12v.2',
} as const;

export type IconName = keyof typeof PATHS;

/** Never the only sign: text stands beside it, or the control has a name. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
