import type { SettingsOf } from '#domain/notice/channel-settings.ts';

/** Who somebody in a chat is. */
export interface ChatDirectory {
  member(settings: SettingsOf<'slack'>, user: string): Promise<ChatMember>;
}

export type ChatMember =
  /** A member of the workspace itself, with an address that the chat vouches for. */
  | { readonly kind: 'member'; readonly email: string }
  /** A guest of another workspace, a program, somebody who left, or somebody without an address. */
  | { readonly kind: 'stranger' }
  /** It could not be asked; a clause for a person. */
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number | null };
