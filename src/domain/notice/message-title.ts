import type { NoticeMessage } from './notice-message.ts';

/** The title with how bad it is, or that it is over, before it. */
export function messageTitle({ status, severity, title }: NoticeMessage): string {
  if (status === 'closed') return `Closed: ${title}`;
  return severity === null ? title : `${severity.toUpperCase()}: ${title}`;
}
