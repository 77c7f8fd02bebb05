import type { AuditFacts } from '#domain/audit/audit-entry.ts';

/** The audit log of what is done to the server itself: a chain of its own beside those of the projects. */
export interface ServerAudit {
  append(facts: AuditFacts): Promise<void>;
}
