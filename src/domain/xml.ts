export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

export interface XmlText {
  readonly kind: 'text';
  readonly text: string;
}

export type XmlNode = XmlElement | XmlText;

export const element = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly XmlNode[],
): XmlElement => ({ kind: 'element', name, attributes, children });

export const text = (content: string): XmlText => ({ kind: 'text', text: content });

/** The document with its declaration, two spaces a level. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementLines(root, '').join('\n')}\n`;
}

function elementLines({ name, attributes, children }: XmlElement, indent: string): readonly string[] {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return [`${open}/>`];
  // Text is written without white space around it: readers show it as it stands.
  if (children.every((child) => child.kind === 'text')) {
    return [`${open}>${children.map((child) => escapeXml(child.text)).join('')}</${name}>`];
  }
  const inner = children.flatMap((child) =>
    child.kind === 'element' ? elementLines(child, `${indent}  `) : [escapeXml(child.text)],
  );
  return [`${open}>`, ...inner, `${indent}</${name}>`];
}

/** Characters that XML 1.0 does not allow even as a reference; they are left out. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(content: string): string {
  return content.replace(NOT_XML, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
