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

/** Values that reveal nothing under a secret's name: references, switches, units, addresses. */
const HARMLESS_VALUES: readonly RegExp[] = [
  /^$/,
  /^\(sensitive(?: value)?\)$/,
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|enabled?|disabled?|required|optional|default|auto|always|never)$/i,
  /^(?:seconds|minutes|hours|days|weeks)$/i,
  /^arn:aws[\w-]*:[\w-]*:[\w*-]*:[\w*-]*:[^\s]*$/,
  /^alias\/[\w/-]+$/,
  /^\{\{\s*resolve:[^{}]*\}\}$/,
  /^\$\{?[A-Za-z_]\w*\}?$/,
  /^\$\{\{[^{}]*\}\}$/,
  /^\$\{(?:var|local|data|module|each|path|self|aws_\w+|random_\w+)\.[\w.[\]"*-]+\}$/,
  /^\{\{[^{}]*\}\}$/,
  /^%[A-Za-z_]\w*%$/,
  /^<[A-Za-z][\w -]*>$/,
  /^(?:\*+|x{3,}|\.{3,}|…)$/i,
  /^(?:op|ssm|awssm|secretsmanager|vault|gcpsm|akv):\/\/\S*$/,
];

/** Terraform's own references, unquoted in code. */
const CODE_REFERENCE =
  /^(?:var|local|data|module|each|self|path|terraform|ephemeral|(?:aws|random|tls|vault|google|azurerm|kubernetes|github)_\w+)\.[\w.[\]"*-]+$/;

/** True when the value may be shown although its name says secret. */
export const isHarmlessValue = (value: string): boolean =>
  HARMLESS_VALUES.some((pattern) => pattern.test(value.trim()));

/** The same for unquoted text in code or scripts. */
export const isHarmlessBareValue = (value: string): boolean =>
  isHarmlessValue(value) || CODE_REFERENCE.test(value) || value.startsWith('$(');

/** Replaces each zone by as many spaces, so that positions stay what they were. */
export function blank(text: string, zones: readonly RegExp[]): string {
  return zones.reduce((kept, zone) => kept.replace(zone, (found) => ' '.repeat(found.length)), text);
}
