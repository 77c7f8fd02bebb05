import { sql } from 'kysely';
import { DEFAULT_SCHEDULE } from '#domain/fleet/fleet-stack.ts';
import type { Database } from '#store/tables.ts';
import type { Fleet } from '#ports/fleet.ts';

export const SOURCES = 10;
export const STACKS_EACH = 100;
export const PER_STACK = 100;
export const OWNERS = 40;

export const sourceName = (source: number): string => `source-${source}`;
export const stackName = (stack: number): string => `live/${stack % 2 === 0 ? 'eu' : 'us'}/service-${stack}`;
export const ownerName = (number: number): string => `@team-${number % OWNERS}`;

/** A fleet with 100,000 open differences, the same in every run. */
export async function fillFleet(db: Database, fleet: Fleet, now: string): Promise<void> {
  for (let source = 0; source < SOURCES; source += 1) {
    const name = sourceName(source);
    await fleet.addSource({ kind: 'folder', name, subfolder: '', team: null, folder: `/nowhere/${name}` });
    await fleet.noteSync(name, { at: now, commit: null, project: name });
    await fleet.keepStacks(
      name,
      Array.from({ length: STACKS_EACH }, (_, i) => ({
        stack: stackName(i),
        path: stackName(i),
        owner: ownerName(source * STACKS_EACH + i),
        team: null,
        channel: null,
        schedule: DEFAULT_SCHEDULE,
        account: null,
      })),
      now,
      () => null,
    );
  }
  const stacks = sql`
    select source.project_id as project, source.name as source, fleet_stack.stack as stack,
      row_number() over (order by source.name, fleet_stack.stack)::int as number
    from kedge.fleet_stack join kedge.source on source.name = fleet_stack.source`;
  await db.transaction().execute(async (transaction) => {
    await sql`insert into kedge.stack (project_id, stack, path, owner, last_scan, moves)
      select project, stack, stack, null, 'scan-0-' || stack, '[]' from (${stacks}) as s`.execute(
      transaction,
    );
    await sql`insert into kedge.scan (project_id, id, stack, at, status, found, reported, suppressed, drift,
        resources_read, evidence, duration_ms, way)
      select project, 'scan-' || age || '-' || stack, stack, ${now}::timestamptz - age * interval '1 hour',
        case when (number + age) % 50 = 0 then 'unknown' else 'drifted' end, 110, 100, 10, 90, 400,
        jsonb_build_object('commit', 'c0ffee', 'dirty', false, 'lineage', stack, 'serial', age),
        1000 + (number * 37 + age * 91) % 9000, 'fast'
      from (${stacks}) as s, generate_series(0, 23) as age`.execute(transaction);
  });
  await sql`insert into kedge.drift (project_id, stack, fingerprint, state, difference, cause, first_seen, last_seen,
      opened_at, times_reopened, toggles, aliases)
    select project, stack, fingerprint,
      case when spread % 20 = 0 then 'approved' when spread % 20 = 1 then 'awaiting_approval' else 'open' end,
      jsonb_build_object('fingerprint', fingerprint, 'class',
        case when spread % 9 = 0 then 'deleted' else 'conflict' end,
        'drift', spread % 10 <> 0,
        'severity', (array['critical', 'high', 'medium', 'low'])[1 + spread % 4],
        'address', 'module.network["' || number || '"].aws_security_group.group["member-' || place || '"]',
        'previous_address', null, 'resource_type', 'aws_security_group', 'resource_name', 'group',
        'module', 'module.network["' || number || '"]', 'provider', 'registry.terraform.io/hashicorp/aws',
        'path', 'ingress[' || place % 4 || '].cidr_blocks[0]', 'change', 'changed',
        'intent', jsonb_build_object('kind', 'value', 'value', '10.0.0.0/8'),
        'memory', jsonb_build_object('kind', 'value', 'value', '10.0.0.0/8'),
        'reality', jsonb_build_object('kind', 'value', 'value', '0.0.0.0/0'),
        'document_changes', '[]'::jsonb, 'code', jsonb_build_object('file', 'modules/network/security-groups.tf',
          'line', 40, 'end_line', 71),
        'rules', jsonb_build_array(jsonb_build_object('rule', 'network-exposure', 'effect', 'severity', 'note',
          'The group stands before the load balancers.')), 'notes', '[]'::jsonb),
      -- A third is one of fifty changes that hit many stacks.
      case when spread % 3 = 0 then 'shared-' || spread % 50 else 'own-' || fingerprint end,
      opened, ${now}::timestamptz - interval '1 hour', opened, spread % 3,
      jsonb_build_array(to_char(opened at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '{}'
    from (
      select s.*, place, (number * 7919 + place * 104729) % 10007 as spread,
        lpad(to_hex(number * 1000 + place), 12, '0') as fingerprint,
        ${now}::timestamptz - ((number * 7919 + place * 104729) % 2000 + 2) * interval '1 hour' as opened
      from (${stacks}) as s, generate_series(1, ${PER_STACK}) as place
    ) as d`.execute(db);
  await sql`insert into kedge.drift_event (project_id, stack, fingerprint, at, kind, text, evidence)
    select project_id, stack, fingerprint, opened_at, 'found', 'found', '{}' from kedge.drift`.execute(db);
  // What autovacuum does on a server, and closing does on PGlite.
  await sql`vacuum (analyze)`.execute(db);
}
