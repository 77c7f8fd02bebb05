/** One call of the aws CLI: its words, then arguments that hold white space. */
export type AwsCall = readonly string[];

export const call = (words: string, ...whole: readonly string[]): AwsCall => [
  ...words.trim().split(/\s+/),
  ...whole,
];
