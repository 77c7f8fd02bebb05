import { SEVERITIES, type Severity } from '../drift/severity.ts';
import type { NoticeMessage } from './notice-message.ts';
import { bounded } from './notice-text.ts';
import type { PageLinks } from './page-links.ts';
import { instantText, many } from './words.ts';

export interface DigestFacts {
  readonly open: readonly {
    readonly title: string;
    readonly severity: Severity;
    readonly openedAt: string;
  }[];
  readonly openCount: number;
  readonly newCount: number;
  readonly closedCount: number;
}

/** One message for all that was not worth one of its own; null: nothing is new, so nothing is said. */
export function digestMessage(
  facts: DigestFacts,
  links: PageLinks | null,
  now: string,
): NoticeMessage | null {
  const { open, openCount, newCount, closedCount } = facts;
  if (newCount === 0 && closedCount === 0) return null;
  const worst = SEVERITIES.find((severity) => open.some((one) => one.severity === severity)) ?? null;
  const more = openCount - open.length;
  return bounded({
    topic: 'digest',
    status: 'open',
    severity: worst,
    title: `Digest: ${openCount} open, ${newCount} new or changed, ${closedCount} over`,
    lines: [
      ...open.map(
        ({ severity, title, openedAt }) => `${severity}: ${title} (since ${instantText(openedAt)})`,
      ),
      ...(more > 0 ? [`and ${many(more, 'more', 'more')}`] : []),
    ],
    facts: [],
    link: links === null ? null : { text: 'See them all', url: links.home() },
    at: now,
    calls: null,
  });
}
