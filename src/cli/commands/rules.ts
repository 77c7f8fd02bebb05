import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';

interface RulesFlags {
  readonly json: boolean;
}

export const rulesCommand = buildCommand<RulesFlags, [], KedgeContext>({
  docs: {
    brief: 'List the rules that take noise out and set severities, with an example each',
    fullDescription: [
      'Every suppression in a report names one of these rules. Switch a noise rule off in kedge.yaml:',
      '  rules: { disable: [same-text] }',
      '',
      'Examples:',
      '  kedge rules',
      '  kedge rules --json',
    ].join('\n'),
  },
  parameters: { flags: { json: { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' } } },
  func: async function (this: KedgeContext, flags) {
    const { listRules, rulesText } = await import('../rules-list.ts');
    const rules = listRules();
    this.process.stdout.write(flags.json ? `${JSON.stringify(rules, null, 2)}\n` : rulesText(rules));
  },
});
