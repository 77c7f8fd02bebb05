import type { Look } from '../print.ts';

const MIN_WIDTH = 60;
/** On wider terminals the eye would lose the line between its two ends. */
const MAX_WIDTH = 140;

export const columnsOf = ({ width }: Look): number => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width));
