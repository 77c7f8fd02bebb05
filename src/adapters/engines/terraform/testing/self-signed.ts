import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate for `localhost` that lives for a day, made without a tool that a machine may lack. */
export function selfSigned(): { readonly der: Buffer; readonly certificate: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
  const localhost = sequence(
    field(0x31, sequence(objectId('550403'), field(0x0c, Buffer.from('localhost')))),
  );
  const hour = 3_600_000;
  const toSign = sequence(
    field(0xa0, field(0x02, Buffer.of(2))),
    // A leading 1 keeps the number positive.
    field(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    localhost,
    sequence(time(Date.now() - hour), time(Date.now() + 24 * hour)),
    localhost,
    publicKey.export({ type: 'spki', format: 'der' }),
    field(
      0xa3,
      sequence(
        // Basic constraints: its own authority. Key usage: signatures, also of certificates. Name: localhost.
        extension('551d13', sequence(field(0x01, Buffer.of(0xff)))),
        extension('551d0f', field(0x03, Buffer.of(2, 0x84))),
        extension('551d11', sequence(field(0x82, Buffer.from('localhost')))),
      ),
    ),
  );
  const signature = field(0x03, Buffer.of(0), sign('sha256', toSign, privateKey));
  const der = sequence(toSign, ecdsaWithSha256, signature);
  return {
    der,
    certificate: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One value in the encoding of certificates: its kind, its length, its bytes. */
function field(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const size = body.length;
  let length = Buffer.of(size);
  if (size >= 0x100) length = Buffer.of(0x82, size >> 8, size & 0xff);
  else if (size >= 0x80) length = Buffer.of(0x81, size);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => field(0x30, ...parts);
const objectId = (hex: string): Buffer => field(0x06, Buffer.from(hex, 'hex'));
const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), field(0x04, value));
const time = (at: number): Buffer =>
  field(0x18, Buffer.from(new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')));
