import { OWNERS, ownerName, SOURCES, sourceName, stackName, STACKS_EACH } from './fill.ts';

/** What is asked of the server, with other words each time. */
export interface Question {
  readonly name: string;
  readonly paths: readonly string[];
}

const many = <T>(count: number, of: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => of(i));

const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/** @param cursors where pages of the whole list ended */
export function questions(cursors: readonly string[]): readonly Question[] {
  const list: Question = { name: 'list, first page of 50', paths: ['/api/v1/drift'] };
  const pages: Question = {
    name: 'list, another page each time',
    paths: cursors.map((cursor) => `/api/v1/drift?cursor=${cursor}`),
  };
  const filters: readonly Question[] = [
    { name: 'filter, severity', paths: SEVERITIES.map((each) => `/api/v1/drift?severity=${each}`) },
    {
      name: 'filter, class and state',
      paths: ['deleted', 'conflict'].map((each) => `/api/v1/drift?class=${each}&state=approved`),
    },
    {
      name: 'filter, owner',
      paths: many(OWNERS, (i) => `/api/v1/drift?owner=${encodeURIComponent(ownerName(i))}`),
    },
    {
      name: 'filter, source',
      paths: many(SOURCES, (i) => `/api/v1/drift?source=${sourceName(i)}&severity=high,low`),
    },
    {
      name: 'filter, one stack',
      paths: many(
        STACKS_EACH,
        (i) => `/api/v1/drift?source=${sourceName(i % SOURCES)}&stack=${encodeURIComponent(stackName(i))}`,
      ),
    },
    {
      name: 'search, a word that all have',
      paths: ['group', 'network', 'SECURITY'].map((q) => `/api/v1/drift?q=${q}`),
    },
    {
      name: 'search, one that few have',
      paths: many(90, (i) => `/api/v1/drift?q=${encodeURIComponent(`network["${i + 10}"]`)}`),
    },
    { name: 'search, one that none has', paths: many(50, (i) => `/api/v1/drift?q=aws_lambda_${i}`) },
  ];
  const groups: Question = {
    name: 'groups, of all and by severity',
    paths: ['/api/v1/drift/groups', ...SEVERITIES.map((each) => `/api/v1/drift/groups?severity=${each}`)],
  };
  const mix: Question = {
    name: 'all of these mixed',
    paths: [list, pages, ...filters, groups].flatMap(({ paths }) =>
      many(20, (i) => paths[i % paths.length] ?? ''),
    ),
  };
  return [
    mix,
    list,
    pages,
    ...filters,
    groups,
    {
      name: 'counts for filters',
      paths: ['/api/v1/drift/facets', ...SEVERITIES.map((each) => `/api/v1/drift/facets?severity=${each}`)],
    },
    { name: 'overview', paths: ['/api/v1/fleet'] },
    {
      name: 'stacks',
      paths: ['/api/v1/stacks', '/api/v1/stacks?status=unknown', '/api/v1/stacks?q=service-7'],
    },
    {
      name: 'one difference',
      paths: many(
        100,
        (i) => `/api/v1/drift/source-0/${((i + 1) * 1000 + 1 + (i % 99)).toString(16).padStart(12, '0')}`,
      ),
    },
  ];
}
