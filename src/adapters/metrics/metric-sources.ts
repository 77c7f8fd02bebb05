import { readFile } from 'node:fs/promises';
import type { Secret } from '#platform/metric-schema.ts';
import type { MetricSourceSettings } from '#platform/metric-settings.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { retryingSource } from './retrying-source.ts';

export interface MetricWorld {
  readonly settings: Readonly<Record<string, MetricSourceSettings>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

type Kind = MetricSourceSettings['kind'];
type SettingsOf<K extends Kind> = Extract<MetricSourceSettings, { readonly kind: K }>;
type Make<K extends Kind> = (
  name: string,
  settings: SettingsOf<K>,
  world: MetricWorld,
) => Promise<MetricSource>;

/** Each kind of source, loaded when one is asked for: most changes need one of them. */
const KINDS: { readonly [K in Kind]: Make<K> } = {
  prometheus: async (name, { url, token, user, password, tenant }, world) => {
    const { prometheusSource } = await import('./prometheus/prometheus-source.ts');
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${await secretText(token, world)}` }),
      ...(user === undefined || password === undefined
        ? {}
        : {
            authorization: `Basic ${Buffer.from(`${user}:${await secretText(password, world)}`).toString('base64')}`,
          }),
      ...(tenant === undefined ? {} : { 'x-scope-orgid': tenant }),
    };
    return prometheusSource({ name, url, headers });
  },
  cloudwatch: async (name, { region, endpoint = null }) => {
    const { cloudWatchSource } = await import('./cloudwatch/cloudwatch-source.ts');
    return cloudWatchSource({ name, region, endpoint });
  },
  datadog: async (name, { url, api_key, application_key }, world) => {
    const { datadogSource } = await import('./datadog/datadog-source.ts');
    const headers = {
      'dd-api-key': await secretText(api_key, world),
      'dd-application-key': await secretText(application_key, world),
    };
    return datadogSource({ name, url, headers });
  },
  file: async (name, { path }) => {
    const { fileSource } = await import('./file/file-source.ts');
    return fileSource({ name, path });
  },
  opencost: async (name, { url, token }, world) => {
    const { openCostSource } = await import('./opencost/opencost-source.ts');
    const headers: Readonly<Record<string, string>> =
      token === undefined ? {} : { authorization: `Bearer ${await secretText(token, world)}` };
    return openCostSource({ name, url, headers });
  },
  focus: async (name, { path, settleMs }, { now }) => {
    const { focusSource } = await import('./focus/focus-source.ts');
    return focusSource({ name, path, settleMs, now });
  },
  priced: async (name, { price_per_hour: pricePerHour, counts }, world) => {
    const { pricedSource } = await import('./priced/priced-source.ts');
    const counted = world.settings[counts];
    if (counted === undefined) throw new MissingSecret(`counts names ${counts}, which is no source`);
    return pricedSource({ name, pricePerHour, counted: await makeSource(counts, counted, world) });
  },
};

/** The sources of kedge.yaml by name; null for a name that it does not know. */
export function metricSources(world: MetricWorld): (name: string) => Promise<MetricSource | null> {
  const made = new Map<string, Promise<MetricSource>>();
  return async (name) => {
    const settings = world.settings[name];
    if (settings === undefined) return null;
    const known =
      made.get(name) ?? makeSource(name, settings, world).then((source) => retryingSource(source));
    made.set(name, known);
    return known.catch((error: unknown) => {
      made.delete(name);
      if (error instanceof MissingSecret)
        return unusable(name, `The metric source ${name} cannot be used: ${error.message}.`);
      throw error;
    });
  };
}

function makeSource<K extends Kind>(
  name: string,
  settings: SettingsOf<K>,
  world: MetricWorld,
): Promise<MetricSource> {
  const make: Make<K> = KINDS[settings.kind];
  return make(name, settings, world);
}

class MissingSecret extends Error {}

async function secretText(secret: Secret, { env }: MetricWorld): Promise<string> {
  if ('env' in secret) {
    const value = env[secret.env] ?? '';
    if (value !== '') return value;
    throw new MissingSecret(`the variable ${secret.env} is not set`);
  }
  const text = await readFile(secret.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new MissingSecret(`the file ${secret.file} cannot be read (${error.code ?? error.message})`);
  });
  return text.trim();
}

/** Says at every question why it cannot answer: the rest of a change can still be looked at. */
function unusable(name: string, detail: string): MetricSource {
  const fault: SourceFault = { fault: 'refused', detail };
  return {
    name,
    counts: 'amount',
    measure: () => Promise.resolve(fault),
    slowThreshold: () => Promise.resolve(fault),
    slowRequests: () => Promise.resolve(fault),
  };
}
