import { useQuery } from '@tanstack/react-query';
import { tokensQuery } from '../../api/settings.ts';
import type { Token } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { DataTable, type Column } from '../../parts/table/data-table.tsx';
import { RemoveButton } from './remove-button.tsx';
import { Section } from './section.tsx';
import { TokenDialog } from './token-dialog.tsx';

const COLUMNS: readonly Column<Token>[] = [
  {
    id: 'name',
    name: 'Token',
    by: ({ name }) => name,
    cell: ({ name, person }) => (
      <>
        <b>{name}</b>
        <small>{person.name}</small>
      </>
    ),
  },
  { id: 'scopes', name: 'May', cell: ({ scopes }) => scopes.join(', ') },
  {
    id: 'used',
    name: 'Last used',
    wideOnly: true,
    by: ({ last_used_at }) => last_used_at ?? '',
    cell: ({ last_used_at }) => <Ago at={last_used_at} />,
  },
  {
    id: 'ends',
    name: 'Ends',
    by: ({ expires_at }) => expires_at,
    cell: ({ expires_at }) => <Ago at={expires_at} />,
  },
  {
    id: 'acts',
    name: 'What can be done',
    isNameUnseen: true,
    align: 'end',
    cell: ({ id, name }) => (
      <RemoveButton of="tokens" id={id} name={name} effect="What uses it is refused from now on." />
    ),
  },
];

export function TokensPage() {
  return (
    <Section
      about="For programs: a token acts as you, within its scopes, until its day."
      query={useQuery(tokensQuery)}
      add={{ name: 'Make a token', Dialog: TokenDialog }}
      empty={
        <Empty
          title="No token yet"
          command={'curl -H "Authorization: Bearer kdg_..." http://127.0.0.1:4400/api/v1/fleet'}
        >
          A pipeline asks the API with one, or the command line with <code>--server</code>.
        </Empty>
      }
    >
      {(tokens) => <DataTable label="Tokens" columns={COLUMNS} rows={tokens} keyOf={({ id }) => id} />}
    </Section>
  );
}
