import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Mantine wants ten shades to know the colour by name; what is painted stands in palette.css. */
const TIDE: MantineColorsTuple = [
  '#eaf5f4',
  '#d5e9e8',
  '#a8d3d1',
  '#78bcb9',
  '#52a9a5',
  '#3a9c98',
  '#2c9692',
  '#1d837f',
  '#0f6668',
  '#0b5254',
];

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 8, dark: 3 },
  colors: { tide: TIDE },
  autoContrast: false,
  cursorType: 'pointer',
  respectReducedMotion: true,
  defaultRadius: 6,
});
