import { z } from 'zod';
import type { GitSource } from '../source.ts';

const Address = z.string().max(2000).optional();

/** What is used of a push, as GitHub, GitLab, Gitea, Forgejo and Gogs tell it. */
export const Push = z
  .object({
    ref: z.string().max(1000),
    after: z.string().max(100).optional(),
    deleted: z.boolean().optional(),
    repository: z.object({ clone_url: Address, ssh_url: Address, html_url: Address }).optional(),
    project: z.object({ git_http_url: Address, git_ssh_url: Address, web_url: Address }).optional(),
  })
  .transform(({ ref, after, deleted, repository = {}, project = {} }) => ({
    ref,
    deleted: deleted === true || /^0+$/.test(after ?? 'x'),
    addresses: [...Object.values(repository), ...Object.values(project)].filter(
      (address): address is string => typeof address === 'string' && address !== '',
    ),
  }));
export type Push = z.infer<typeof Push>;

/** Why a push is nothing for the source. */
export type PushRefusal = 'other_branch' | 'other_repository' | 'deleted';

/**
 * Whether the push is of the branch that the source reads; null: it is. One secret may serve a whole organisation, so a
 * push of a fork can be signed well: the repository has to be the source's own.
 */
export function refusePush(source: GitSource, push: Push): PushRefusal | null {
  const own = repositoryPath(source.url);
  const named = push.addresses.map(repositoryPath).filter((path) => path !== '');
  // Names of hosts differ with the way to them; owner and name do not.
  if (!named.some((path) => own === path || own.endsWith(path))) return 'other_repository';
  if (push.ref !== `refs/heads/${source.branch}`) return 'other_branch';
  return push.deleted ? 'deleted' : null;
}

/** `/owner/name` of any address of a repository, in small letters; empty: it has none. */
function repositoryPath(address: string): string {
  const path = URL.canParse(address) ? new URL(address).pathname : address.replace(/^[^/]*?:(?!\/\/)/, '/');
  const plain = path
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
  return /^\/[^/]/.test(plain) ? plain : '';
}
