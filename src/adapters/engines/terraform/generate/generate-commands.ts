import { dirname } from 'node:path';
import {
  checkWords,
  RefusedCommand,
  type CommandCheck,
  type CommandPlace,
  type CommandTable,
} from '../allowed-commands.ts';

/**
 * Everything that a draft may ask of an engine: one plan that writes configuration, and nothing that reads a plan back,
 * because nothing is ever done with it.
 */
const GENERATE: CommandTable = {
  init: [
    /^-input=false$/,
    /^-no-color$/,
    /^-lock=false$/,
    /^-lockfile=readonly$/,
    /^-reconfigure$/,
    /^-plugin-dir=.+$/s,
    /^-backend-config=.+$/s,
  ],
  plan: [
    /^-input=false$/,
    /^-no-color$/,
    /^-json$/,
    /^-detailed-exitcode$/,
    /^-refresh=true$/,
    /^-lock=false$/,
    /^-generate-config-out=.+$/s,
    /^-var-file=.+$/s,
    /^-out=.+$/s,
  ],
};

const OPTION = '-generate-config-out=';

/** Lets through what a draft may ask; it is written into the run folder, because it may hold secrets. */
export const checkGenerateCommand: CommandCheck = (args, place) => {
  checkWords(args, place, GENERATE, 'a draft');
  if (args[0] === 'plan') checkDraftFile(args, place);
};

function checkDraftFile(args: readonly string[], { runFolder }: CommandPlace): void {
  const files = args.filter((word) => word.startsWith(OPTION)).map((word) => word.slice(OPTION.length));
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw new RefusedCommand(args, 'it needs one file for what it generates');
  }
  if (dirname(file) !== runFolder) {
    throw new RefusedCommand(args, `what it generates must lie in ${runFolder}, not at ${file}`);
  }
}
