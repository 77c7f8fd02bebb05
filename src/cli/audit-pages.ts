import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { MemoryReading } from '#ports/memory.ts';

const PAGE = 1000;

/** The audit log from its first entry on, page by page: it may be long. */
export async function* auditPages(memory: MemoryReading): AsyncGenerator<readonly AuditEntry[]> {
  for (let after = 0; ;) {
    const entries = await memory.auditEntries(after, PAGE);
    const last = entries.at(-1);
    if (last === undefined) return;
    yield entries;
    // Not by counting: a gap must not end the reading before the check has seen it.
    after = Math.max(after + 1, last.number);
  }
}
