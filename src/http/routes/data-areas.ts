import type { Area } from '../api.ts';
import { auditArea } from './audit/audit-area.ts';
import type { DataDependencies } from './data-dependencies.ts';
import { decideArea } from './decisions/decide-area.ts';
import { decisionListsArea } from './decisions/decision-lists-area.ts';
import { driftListsArea } from './drift/drift-lists-area.ts';
import { oneDriftArea } from './drift/one-drift-area.ts';
import { eventsArea } from './events/events-area.ts';
import { fixesArea } from './fixes/fixes-area.ts';
import { fleetArea } from './fleet/fleet-area.ts';
import { historyArea } from './fleet/history-area.ts';
import { jobEventsArea } from './jobs/job-events-area.ts';
import { jobsArea } from './jobs/jobs-area.ts';
import { metricsArea } from './metrics/metrics-area.ts';
import { sloArea } from './slo/slo-area.ts';
import { stacksArea } from './stacks/stacks-area.ts';

/** Everything that is read and decided about the fleet. What is named by a word comes before what is named by an id. */
export const dataAreas = (deps: DataDependencies): readonly Area[] =>
  [
    fleetArea,
    historyArea,
    stacksArea,
    driftListsArea,
    oneDriftArea,
    decisionListsArea,
    decideArea,
    fixesArea,
    jobsArea,
    jobEventsArea,
    sloArea,
    auditArea,
    eventsArea,
    metricsArea,
  ].map((area) => area(deps));
