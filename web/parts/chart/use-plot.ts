import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, type RefObject } from 'react';
import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** The value of a colour of the palette as it is now: a canvas knows no variables. */
export type Paint = (variable: string) => string;

/**
 * Draws a chart into the element, as wide as that is, and anew when the data or the colours change.
 * @param settings stable as long as nothing changes
 */
export function usePlot(
  settings: (paint: Paint) => Omit<Plot.Options, 'width'>,
  data: Plot.AlignedData,
): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  useEffect(() => {
    const into = element.current;
    if (into === null) return;
    // The colours below are those of this scheme.
    into.dataset['scheme'] = scheme;
    const style = getComputedStyle(document.documentElement);
    const options = settings((variable) => style.getPropertyValue(variable).trim());
    const plot = new Plot({ ...options, width: into.clientWidth }, data, into);
    const watcher = new ResizeObserver(() =>
      plot.setSize({ width: into.clientWidth, height: options.height }),
    );
    watcher.observe(into);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
  }, [settings, data, scheme]);
  return element;
}

/** Axes without boxes: a thin grid, small quiet numbers. */
export const quietAxis = (paint: Paint, more: Plot.Axis = {}): Plot.Axis => ({
  stroke: paint('--ink-3'),
  font: '11px system-ui, sans-serif',
  grid: { stroke: paint('--line'), width: 1 },
  ticks: { show: false },
  ...more,
});

/** Days, or times of a day where a day is all there is. */
export function timeAxis(paint: Paint, timeZone?: string): Plot.Axis {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', ...zone });
  const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', ...zone });
  return quietAxis(paint, {
    grid: { show: false },
    size: 30,
    space: 64,
    values: (_plot, ticks, _axis, _space, step) =>
      ticks.map((tick) => (step < DAY_S ? time : day).format(tick * 1000)),
  });
}

const DAY_S = 24 * 60 * 60;

/** The lines that mark what nobody knows, as everywhere on the page. */
export function hatching(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const size = 8 * devicePixelRatio;
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5 * devicePixelRatio;
  pen.beginPath();
  for (const start of [-size, 0, size]) {
    pen.moveTo(start, size);
    pen.lineTo(start + size, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? colour;
}
