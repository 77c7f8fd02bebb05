import {
  checkPlanFile,
  checkWords,
  RefusedCommand,
  type CommandCheck,
  type CommandTable,
} from '../allowed-commands.ts';

/**
 * Everything that a remedy may ask of an engine. A plan always has the lock, and `apply` gets one plan file that was
 * kept and looked at: there is no word with which it could make a plan of its own.
 */
const REMEDY: CommandTable = {
  init: [
    /^-input=false$/,
    /^-no-color$/,
    /^-lock=false$/,
    /^-lockfile=readonly$/,
    /^-reconfigure$/,
    /^-plugin-dir=.+$/s,
    /^-backend-config=.+$/s,
  ],
  validate: [/^-json$/, /^-no-color$/],
  plan: [
    /^-input=false$/,
    /^-no-color$/,
    /^-json$/,
    /^-detailed-exitcode$/,
    /^-refresh=true$/,
    /^-lock=true$/,
    /^-lock-timeout=\d+s$/,
    /^-target=.+$/s,
    /^-var-file=.+$/s,
    /^-out=.+$/s,
  ],
  show: [/^-no-color$/, /^-json$/, /^[^-].*$/s],
  apply: [/^-input=false$/, /^-no-color$/, /^-json$/, /^-lock=true$/, /^-lock-timeout=\d+s$/, /^\/.*$/s],
};

/** Lets through what a remedy may ask; the plan file may lie only in the remedy's own folder. */
export const checkRemedyCommand: CommandCheck = (args, place) => {
  checkWords(args, place, REMEDY, 'a remedy');
  const [command] = args;
  if (command !== 'plan' && command !== 'apply') return;
  if (!args.includes('-lock=true')) throw new RefusedCommand(args, 'it needs the lock of the state');
  if (command === 'apply') checkPlanFile(args, args.slice(1), place);
};
