/** Makes secrets and what is kept of them. */
export interface Secrets {
  /** 256 random bits as text that fits into a cookie or a URL. */
  random(): string;
  /** What is kept of a secret that is random: SHA-256, in hex. */
  digest(secret: string): string;
  /** What is kept of a password: argon2id, as a PHC string. */
  hashPassword(password: string): Promise<string>;
  /** hash null: takes as long and is false, so that nobody learns by the time who has an account. */
  isPassword(password: string, hash: string | null): Promise<boolean>;
}
