import type { TakePushDependencies } from '#workflows/fleet/take-push.ts';
import type { Area } from '../../api.ts';
import { gitHookArea } from './git-hook.ts';
import { scanHookArea, type ScanHookDependencies } from './scan-hook.ts';

/** What others call when something happened: a forge after a push, a pipeline after a deployment. */
export const hooksArea =
  (deps: TakePushDependencies & ScanHookDependencies): Area =>
  (api) => {
    gitHookArea(deps)(api);
    scanHookArea(deps)(api);
  };
