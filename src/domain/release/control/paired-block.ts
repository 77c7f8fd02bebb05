/** One block of both arms at the same time. */
export interface PairedBlock {
  /** The arm with the release. */
  readonly num: number;
  readonly den: number;
  readonly controlNum: number;
  readonly controlDen: number;
}

/** The arms the other way round: where lower is worse, the control is what must not be higher. */
export const swapArms = ({ num, den, controlNum, controlDen }: PairedBlock): PairedBlock => ({
  num: controlNum,
  den: controlDen,
  controlNum: num,
  controlDen: den,
});

/** Whether both arms measured anything in it. */
export const isMeasured = ({ den, controlDen }: PairedBlock): boolean => den > 0 && controlDen > 0;
