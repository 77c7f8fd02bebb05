/** Takes off the one line end that Git adds; a folder's name may end in one of its own. */
export const oneLine = (stdout: Buffer): string => stdout.toString('utf8').replace(/\n$/, '');

/** The parts of `-z` output. */
export const parts = (stdout: Buffer): readonly string[] =>
  stdout
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');

/**
 * Whether it is the full id of an object (SHA-1 or SHA-256), and so nothing that Git would interpret. Zeros are how Git
 * writes that there is none; a branch "made" there is a branch deleted.
 */
export const isObjectId = (text: string): boolean =>
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) && !/^0+$/.test(text);
