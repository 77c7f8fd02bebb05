import { chosen, textOf, type RawSearch } from '../../text/search-words.ts';

export interface AuditSearch {
  readonly source?: string | undefined;
  readonly q?: string | undefined;
}

export const auditSearch = (raw: RawSearch): AuditSearch =>
  chosen({ source: textOf(raw['source']), q: textOf(raw['q']) });
