import { isHarmlessBareText, isHarmlessText } from './harmless-shape.ts';
import { nameWords, namesSecret } from './secret-name.ts';

/** A part of a text, end exclusive, in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

interface NamePattern {
  /** Ends where the value begins. Group 1 is the name, group 2 the separator. */
  readonly pattern: RegExp;
  readonly counts?: (match: RegExpExecArray, text: string) => boolean;
}

const QUOTE = String.raw`\\{0,8}["']?`;

/** The ways in which scripts, configuration files and documents give a name a value. */
const NAMINGS: readonly NamePattern[] = [
  {
    // name = value, "name": "value", name := value, name => value, /:_authToken=value
    pattern: new RegExp(
      String.raw`(?<![\w.-])([\w.-]{1,100})${QUOTE}\]?[ \t]{0,40}(:=|=>|\+?=(?!>|[=~][\s"'])|:(?!:))[ \t]{0,40}`,
      'g',
    ),
    counts: isAssignment,
  },
  {
    pattern:
      /(?<![\w-])--?([A-Za-z][\w-]{1,100})([ \t]{1,4})(?!-{1,2}[A-Za-z][\w-]{0,60}(?:[\s=]|$)|[-|&;<>]{1,3}(?:\s|$))/g,
  },
  { pattern: /<([A-Za-z_][\w.:-]{0,100})(?:\s[^<>]{0,200})?(>)(?!\s{0,40}<)/g },
  {
    // { name: DB_PASSWORD, value: x }, <add key="DbPassword" value="x"/>
    pattern: new RegExp(
      String.raw`(?<![\w.-])(?:name|key|parameter_?name|parameter_?key)${QUOTE}[ \t]{0,40}[:=][ \t]{0,40}${QUOTE}([\w.-]{1,100})${QUOTE}[\s,-]{1,80}${QUOTE}(?:parameter_?)?value${QUOTE}[ \t]{0,40}([:=])[ \t]{0,40}`,
      'gi',
    ),
  },
  { pattern: /(?<=^|\n)[ \t]{0,20}(?:ENV|ARG|setx?|setenv)[ \t]{1,4}([A-Za-z_]\w{0,100})([ \t]{1,4})/g },
  { pattern: /(?:setenv|putenv|EnvironmentVariable)\(["']([\w.-]{1,100})["'](,)\s{0,4}(?=["'])/gi },
];

// The forms that a value takes, tried in this order where the name ends. Group `v` is what must not show.
const FORMS: readonly RegExp[] = [
  /[|>][+-]?\d?[ \t]*\n(?<v>(?:[ \t][^\n]*(?:\n|$))+)/dy,
  /<<[-~]?["']?(?<tag>\w{1,40})["']?\n(?<v>[^]*?)(?:\n[ \t]*\k<tag>(?!\w)|$)/dy,
  /\\{1,8}["'](?<v>[^"\n]*?)(?=\\{1,8}["']|"|\n|$)/dy,
  /"(?<v>(?:[^"\\\n]|\\[^])*)/dy,
  /'(?<v>[^'\n]*)/dy,
  /\[(?<v>[^\][\n{}]*)\]/dy,
];
// A bare value ends at white space, a quote, or where the next `;name=`, `&name=` or `,name=` begins, or a tag is closed.
const BARE = /(?<v>(?:(?![;&,][A-Za-z_][\w .-]{0,40}=|<\/[\w.:-]{1,60}>)[^\s"'`])+)/dy;
// What a function is given in code may be the secret itself, but for a file's name.
const CALL =
  /(?<v>(?:sensitive|nonsensitive|trimspace|base64encode|base64decode|base64gzip|tostring|format|join|coalesce|try)\()(?=["'\\])/dy;
const CALLED =
  /^(?:sensitive|nonsensitive|trimspace|base64encode|base64decode|base64gzip|tostring|format|join|coalesce|try|file|filebase64|templatefile|lookup|element|jsonencode|jsondecode|yamldecode|merge|concat|one|random)\(/;
const REST_OF_LINE = /(?<v>[^\n]+)/dy;

/** Values that stand beside a secret's name. `names` is the same text with addresses blanked out. */
export function findAssigned(text: string, names: string): readonly TextSpan[] {
  return NAMINGS.flatMap((naming) => findNamed(text, names, naming));
}

function findNamed(text: string, names: string, naming: NamePattern): readonly TextSpan[] {
  const found: TextSpan[] = [];
  const { pattern } = naming;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(names); match !== null; match = pattern.exec(names)) {
    // The value of a harmless name may itself be an assignment, so the search goes on right after the separator.
    if (!namesSecret(match[1] ?? '') || naming.counts?.(match, text) === false) continue;
    const span = readValue(text, pattern.lastIndex, isYamlLine(match, text));
    if (span === undefined) continue;
    found.push(span);
    pattern.lastIndex = Math.max(pattern.lastIndex, span.end);
  }
  return found;
}

function readValue(text: string, at: number, yamlLine: boolean): TextSpan | undefined {
  const start = spanAt(CALL, text, at)?.end ?? at;
  for (const form of FORMS) {
    const span = spanAt(form, text, start);
    if (span !== undefined) return isHarmlessText(text.slice(span.start, span.end)) ? undefined : span;
  }
  const span = spanAt(yamlLine ? REST_OF_LINE : BARE, text, start);
  return span && readBare(text, span);
}

function readBare(text: string, span: TextSpan): TextSpan | undefined {
  const whole = text.slice(span.start, span.end);
  const kept = whole.replace(/[\s,;)\]}\\]{1,40}$/, '');
  // An opening bracket starts a group or a call; what is inside has names of its own.
  if (kept === '' || /^(?:[[{(]+|[|>][+-]?\d?)$/.test(kept) || CALLED.test(whole)) return undefined;
  if (isHarmlessBareText(kept) || isHarmlessBareText(whole)) return undefined;
  return { start: span.start, end: span.start + kept.length };
}

function spanAt(form: RegExp, text: string, at: number): TextSpan | undefined {
  form.lastIndex = at;
  const place = form.exec(text)?.indices?.groups?.['v'];
  return place && { start: place[0], end: place[1] };
}

/** `image: registry/auth:v2` and `user@token:x` have colons that assign nothing. */
function isAssignment(match: RegExpExecArray, text: string): boolean {
  if (!/(?<!["'][ \t]{0,40}):$/.test(match[0])) return true;
  const next = text[match.index + match[0].length] ?? '';
  if (/["'\\]/.test(next)) return true;
  return !/[/@$:]/.test(text[match.index - 1] ?? '') && nameWords(match[1] ?? '').at(-1) !== 'auth';
}

/** An unquoted `name: value` or `- NAME=value` on its own line: the value may hold spaces and any sign. */
function isYamlLine(match: RegExpExecArray, text: string): boolean {
  const before = text.slice(Math.max(0, match.index - 100), match.index);
  return (
    (/^[\w.-]+[ \t]*:[ \t]+$/.test(match[0]) && /(?:^|\n)[ \t-]*$/.test(before)) ||
    (/^[\w.-]+=$/.test(match[0]) && /(?:^|\n)[ \t]*-[ \t]+$/.test(before))
  );
}
