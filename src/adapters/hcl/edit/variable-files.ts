import { readdir } from 'node:fs/promises';

/** Names of the files that Terraform takes values of variables from by itself, the strongest last. */
export async function variableFileNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch((): readonly string[] => []);
  const automatic = entries
    .filter((name) => name.endsWith('.auto.tfvars') || name.endsWith('.auto.tfvars.json'))
    .toSorted();
  return [
    ...['terraform.tfvars', 'terraform.tfvars.json'].filter((name) => entries.includes(name)),
    ...automatic,
  ];
}
