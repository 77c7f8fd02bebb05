import type { DriftSearch } from './drift-search.ts';

/** The filters with which the inbox was left, so that the way back leads there. */
let left: DriftSearch = {};

export const leaveInbox = (search: DriftSearch): void => {
  left = search;
};

export const lastInbox = (): DriftSearch => left;
