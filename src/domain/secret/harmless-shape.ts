/** What replaces a secret in text that is kept. */
export const PLACEHOLDER = '(sensitive)';

const RESOURCE_NAME = String.raw`arn:aws[\w-]{0,20}:[\w*?$\{\}.-]{0,80}:[\w*?$\{\}.-]{0,40}:[\w*?$\{\}.-]{0,40}:[^\s"',;&=\\]{0,1000}`;
const PLAIN_URL = String.raw`[a-z][a-z0-9+.-]{0,30}:\/\/[^\s\/?#;="'<>]{0,500}(?:\/[^\s\/?#;=&"'<>]{0,500}(?=[\s\/?#"'<>]|$))*`;

/** Whole addresses. Their colons and slashes are no assignments: `...:secret:prod/db`. */
export const ADDRESS_ZONES: readonly RegExp[] = [new RegExp(RESOURCE_NAME, 'g'), new RegExp(PLAIN_URL, 'gi')];

/** Text that looks random and is public: identifiers, digests, public keys, certificates. */
export const PUBLIC_ZONES: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9 ]{0,40}PUBLIC KEY|[A-Z0-9 ]{0,40}CERTIFICATE(?: REQUEST)?|X509 CRL|DH PARAMETERS|PGP SIGNATURE|PGP PUBLIC KEY BLOCK)-----[^]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  /(?<![A-Za-z0-9+/])AAAA[BCE][23][A-Za-z0-9+/]{16,4000}={0,2}/g,
  /(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])/g,
  /(?<![A-Za-z0-9])sha(?:1|256|384|512)[-:=][A-Za-z0-9+/]{20,100}={0,2}/gi,
  /(?<![A-Za-z0-9])[0-9a-fA-F]{32,128}(?![A-Za-z0-9])/g,
];

/** Values that reveal nothing under a secret's name: switches, units, addresses of secrets. */
const HARMLESS_VALUES: readonly RegExp[] = [
  /^$/,
  /^\(sensitive(?: value)?\)$/,
  /^(?:true|false|null|none|enabled|disabled|required|optional)$/i,
  /^(?:seconds|minutes|hours|days|weeks)$/i,
  /^arn:aws[\w-]*:[\w-]*:[\w*-]*:[\w*-]*:[^\s]*$/,
  /^alias\/[\w/-]+$/,
  /^\{\{\s*resolve:[^{}]*\}\}$/,
  /^\*+$/,
  /^(?:op|ssm|awssm|secretsmanager|vault|gcpsm|akv):\/\/\S*$/,
];

/** In scripts, templates and code only: a plan's values have no variables left, there `$ecret` is a password. */
const REFERENCES: readonly RegExp[] = [
  /^\$[A-Z_][A-Z0-9_]*$/,
  /^\$\{[A-Za-z_][\w.[\]"*-]*\}$/,
  /^\$\{\{[^{}]*\}\}$/,
  /^\{\{[^{}]*\}\}$/,
  /^%[A-Za-z_]\w*%$/,
];

/** Terraform's own references, unquoted in code, and the output of a command. */
const BARE_REFERENCES: readonly RegExp[] = [
  /^(?:var|local|data|module|each|ephemeral|(?:aws|random|tls|vault|google|azurerm|kubernetes|github)_\w+)\.[\w.[\]"*-]+$/,
  /^\$\(/,
];

const anyMatches = (patterns: readonly RegExp[], value: string): boolean =>
  patterns.some((pattern) => pattern.test(value));

/** True when the value may be shown although its name says secret. */
export const isHarmlessValue = (value: string): boolean => anyMatches(HARMLESS_VALUES, value.trim());

/** The same for a quoted text in a script or in code. */
export const isHarmlessText = (value: string): boolean =>
  isHarmlessValue(value) || anyMatches(REFERENCES, value.trim());

/** The same for unquoted text in a script or in code. */
export const isHarmlessBareText = (value: string): boolean =>
  isHarmlessText(value) || anyMatches(BARE_REFERENCES, value);

/** Replaces each zone by as many spaces, so that positions stay what they were. */
export function blank(text: string, zones: readonly RegExp[]): string {
  return zones.reduce((kept, zone) => kept.replace(zone, (found) => ' '.repeat(found.length)), text);
}
