/** Clouds, Terraform's settings, and memory that is not the demo's. */
const ELSEWHERE = /^(?:AWS|TF|GIT)_|^DATABASE_URL$|^KEDGE_DATA_DIR$/;

/**
 * The user's environment without everything that points at a real cloud or bends Terraform: the demo may touch
 * nothing but the cloud that it starts itself.
 */
export function demoEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  set: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(from).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ELSEWHERE.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // A profile of the user's with a mistake in it would stop the provider.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    KEDGE_ACTOR: 'Ana Diaz <ana@example.com>',
    ...set,
  };
}
