import { describe, expect, it } from 'vitest';
import { lastWords } from './last-words.ts';

describe('the last words of the demo', () => {
  it('name commands for the folder, and none that needs the cloud when it is stopped', () => {
    const text = lastWords({ command: './kedge', folder: '/tmp/shop', kept: null });
    expect(text).toContain('./kedge explain aws_cloudwatch_metric_alarm.error_rate /tmp/shop ');
    expect(text).not.toMatch(/kill|apply|scan \/tmp/);
  });

  it('say how to scan again and how to stop the cloud when it is kept', () => {
    const kept = { endpoint: 'http://127.0.0.1:5000', pid: 4711 };
    const text = lastWords({ command: 'kedge', folder: '/tmp/shop', kept });
    expect(text).toMatch(/^ {2}kedge scan \/tmp\/shop +scan it again$/m);
    expect(text).toMatch(/^ {2}kill 4711 +stop the cloud$/m);
  });

  it('quote a folder as a shell needs it', () => {
    const text = lastWords({ command: 'kedge', folder: "/tmp/Anna's shop", kept: null });
    expect(text).toContain(`rm -r '/tmp/Anna'\\''s shop'`);
  });
});
