import type { FleetSource } from '#domain/fleet/fleet-source.ts';
import type { GitSource, Source } from '#domain/fleet/source.ts';
import type { JsonObject } from '#domain/json.ts';
import { referenceText } from '#domain/secret/secret-reference.ts';
import type { SourceDraft, SourceItem, SourcePatch } from '../../schema/sources.ts';

export function sourceOf(draft: SourceDraft): Source {
  if (draft.kind === 'folder') return draft;
  const { hook_secret: hookSecret, ...rest } = draft;
  return { ...rest, hookSecret };
}

/** The source with what is to change; null: something is meant for the other kind. */
export function patched(source: Source, patch: SourcePatch): Source | null {
  const {
    folder,
    subfolder = source.subfolder,
    team = source.team,
    channel = source.channel,
    ...git
  } = patch;
  const common = { subfolder, team, channel: channel ?? null };
  if (source.kind === 'folder') {
    return Object.keys(git).length > 0 ? null : { ...source, folder: folder ?? source.folder, ...common };
  }
  if (folder !== undefined) return null;
  const { url, branch, credential, push, hook_secret: hookSecret } = { ...itemFields(source), ...given(git) };
  return { ...source, url, branch, credential, push, hookSecret, ...common };
}

const itemFields = ({ url, branch, credential, push, hookSecret }: GitSource) => ({
  url,
  branch,
  credential,
  push,
  hook_secret: hookSecret,
});

/** Without what is not given, which would stand for nothing. */
const given = <T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

export function itemOf({ source, synced }: FleetSource): SourceItem {
  if (source.kind === 'folder') return { ...source, channel: source.channel ?? null, synced };
  const { hookSecret: hook_secret, ...rest } = source;
  return { ...rest, channel: source.channel ?? null, hook_secret, synced };
}

/** What the audit log keeps of a source: where code comes from that runs, and with which credential. */
export function factsOf(source: Source): JsonObject {
  const common = {
    kind: source.kind,
    subfolder: source.subfolder,
    team: source.team,
    channel: source.channel ?? null,
  };
  if (source.kind === 'folder') return { ...common, folder: source.folder };
  const { url, branch, push, credential, hookSecret } = source;
  return {
    ...common,
    url,
    branch,
    push,
    credential: credential === null ? null : referenceText(credential.secret),
    hook_secret: hookSecret === null ? null : referenceText(hookSecret),
  };
}
