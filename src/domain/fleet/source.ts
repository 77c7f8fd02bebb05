import type { SecretReference } from '../secret/secret-reference.ts';

/** Where stacks come from. */
export type Source = GitSource | FolderSource;

interface AnySource {
  /** Unique on the server, and part of addresses: `payments-infra`. */
  readonly name: string;
  /** Only what lies below it is looked at, with forward slashes; empty: all. The project's root when it holds kedge.yaml. */
  readonly subfolder: string;
  /** The team of stacks whose kedge.yaml names none; null: nobody's. */
  readonly team: string | null;
  /** Where notices of stacks go whose kedge.yaml names no channel; null or left out: the default. */
  readonly channel?: string | null;
}

export interface GitSource extends AnySource {
  readonly kind: 'git';
  /** Any address that Git can clone, without a credential in it. */
  readonly url: string;
  /** The one branch that is read. Whoever can write to it can run code on the server. */
  readonly branch: string;
  readonly credential: GitCredential | null;
  /** Kedge may push branches of its own (`kedge/...`). It never pushes to the branch that it reads. */
  readonly push: boolean;
  /** What pushes are signed with by the webhook of the repository; null: no webhook is taken. */
  readonly hookSecret: SecretReference | null;
}

/** A folder of the server's machine, scanned in place. */
export interface FolderSource extends AnySource {
  readonly kind: 'folder';
  /** Absolute. */
  readonly folder: string;
}

/** For http(s) the secret is a token or a password, for SSH a private key without a passphrase. */
export interface GitCredential {
  readonly secret: SecretReference;
  /** For http(s); null: `kedge`, which the forges take beside a token. */
  readonly username: string | null;
}
