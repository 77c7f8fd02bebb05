import type { NoticeMessage } from './notice-message.ts';

export const message = (over: Partial<NoticeMessage> = {}): NoticeMessage => ({
  topic: 'drift',
  status: 'open',
  severity: 'high',
  title: 'aws_security_group.web ingress changed',
  lines: ['"10.0.0.0/8" -> "0.0.0.0/0"'],
  facts: [{ name: 'Owner', value: '@network' }],
  link: { text: 'Look at it and decide', url: 'https://kedge.example.com/drift/shop/0123456789ab' },
  at: '2026-03-01T12:00:00.000Z',
  calls: null,
  ...over,
});
