import { argon2, createHash, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secrets } from '#ports/secrets.ts';

/** OWASP's for argon2id: 19 MiB, two passes. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
/** Each takes 19 MiB and a core: many at once would stand in each other's way. */
const AT_ONCE = 2;

const derive: (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer> = promisify(argon2);

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

export function createSecrets(): Secrets {
  const inTurn = limitTo(AT_ONCE);
  const tagOf = (
    password: string,
    nonce: Buffer,
    cost: Omit<Argon2Parameters, 'message' | 'nonce' | 'tagLength'>,
  ) =>
    // The same password typed on two keyboards may come in two forms.
    inTurn(() =>
      derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength: TAG_BYTES, ...cost }),
    );
  const hash = async (password: string): Promise<string> => {
    const salt = randomBytes(SALT_BYTES);
    const tag = await tagOf(password, salt, COST);
    const { memory, passes, parallelism } = COST;
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(tag)}`;
  };
  return {
    random: () => randomBytes(32).toString('base64url'),
    digest: (secret) => createHash('sha256').update(secret).digest('hex'),
    hashPassword: hash,
    isPassword: async (password, known) => {
      const [, memory, passes, parallelism, salt, tag] = PHC.exec(known ?? '') ?? [];
      if (salt === undefined || tag === undefined) {
        await tagOf(password, randomBytes(SALT_BYTES), COST);
        return false;
      }
      const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
      const found = await tagOf(password, Buffer.from(salt, 'base64'), cost);
      const wanted = Buffer.from(tag, 'base64');
      return found.length === wanted.length && timingSafeEqual(found, wanted);
    },
  };
}

const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** At most so many at once, the others one after the other in the order in which they came. */
function limitTo(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
