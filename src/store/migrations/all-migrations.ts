import type { Migration } from 'kysely/migration';
import { migration as memory } from './0001-memory.ts';
import { migration as fleet } from './0002-fleet.ts';
import { migration as access } from './0003-access.ts';
import { migration as notices } from './0004-notices.ts';
import { migration as changes } from './0005-changes.ts';
import { migration as fleetReads } from './0006-fleet-reads.ts';
import { migration as changeNotices } from './0007-change-notices.ts';
import { migration as hooks } from './0007-hooks.ts';
import { migration as changeReads } from './0008-change-reads.ts';
import { migration as changesOnServer } from './0008-changes-on-the-server.ts';
import { migration as workersAgree } from './0010-workers-agree.ts';
import { migration as scanReports } from './0011-scan-reports.ts';

/** In order. A migration that has left this repository is never changed: a later one follows it. */
export const ALL_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-memory': memory,
  '0002-fleet': fleet,
  '0003-access': access,
  '0004-notices': notices,
  '0005-changes': changes,
  '0006-fleet-reads': fleetReads,
  '0007-change-notices': changeNotices,
  '0007-hooks': hooks,
  '0008-change-reads': changeReads,
  '0008-changes-on-the-server': changesOnServer,
  '0010-workers-agree': workersAgree,
  '0011-scan-reports': scanReports,
};
