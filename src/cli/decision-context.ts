import { compilePolicies } from '#domain/decision/decision-policy.ts';
import type { DecideDependencies } from '#workflows/decide.ts';
import type { Project } from './project.ts';

/** What decisions are measured by: the policies, owners and channels of kedge.yaml, and today. */
export function decideDependencies({ loaded, kedge, memory, flapping, now }: Project): DecideDependencies {
  const { config } = loaded;
  return {
    memory,
    policies: compilePolicies(config.policies).policies,
    stacks: new Map(
      config.stacks.map(({ name, path, owner, team, channel }) => [
        name ?? path,
        { owner: owner ?? team, channel },
      ]),
    ),
    context: {
      today: now.toISOString().slice(0, 10),
      acceptAtMostMs: config.decisions.acceptAtMostMs,
      flapping,
      redactText: (text) => kedge.redactor.redactText(text),
    },
  };
}
