import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { mayAs, useMe } from '../../api/me.ts';
import { peopleQuery, useSettingWrite } from '../../api/settings.ts';
import type { Person } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { DataTable, type Column } from '../../parts/table/data-table.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { grantText } from './roles.ts';
import { Section } from './section.tsx';
import styles from './settings.module.css';

export function PeoplePage() {
  const isAdmin = mayAs(useMe(), 'admin');
  if (!isAdmin) {
    return <Empty title="Only admins see people">Ask one of them when you need another role.</Empty>;
  }
  return <People />;
}

function People() {
  const query = useQuery(peopleQuery);
  const [edited, setEdited] = useState<Person | null>(null);
  const columns = useMemo(() => columnsOf(setEdited), []);
  return (
    <>
      <Section
        about="Who may sign in and what each may do: a role for all teams, or for one."
        query={query}
        add={{ name: 'Add a person', Dialog: PersonDialog }}
        empty={<Empty title="Nobody but you">Add those who are to decide and approve.</Empty>}
      >
        {(people) => <DataTable label="People" columns={columns} rows={people} keyOf={({ id }) => id} />}
      </Section>
      {edited !== null && <PersonDialog person={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

const columnsOf = (edit: (person: Person) => void): readonly Column<Person>[] => [
  {
    id: 'name',
    name: 'Person',
    by: ({ name }) => name,
    cell: ({ name, email, active }) => (
      <>
        <b className={active ? undefined : styles.inactive}>{name}</b>
        <small>{email}</small>
      </>
    ),
  },
  {
    id: 'roles',
    name: 'Roles',
    cell: ({ grants, provider_grants }) => {
      const all = [...grants, ...provider_grants];
      return all.length === 0 ? 'none' : all.map(grantText).join(', ');
    },
  },
  {
    id: 'way',
    name: 'Signs in',
    wideOnly: true,
    cell: ({ has_password, from_provider }) =>
      [...(from_provider ? ['with the provider'] : []), ...(has_password ? ['with a password'] : [])].join(
        ', ',
      ) || 'by link only',
  },
  {
    id: 'last',
    name: 'Last seen',
    wideOnly: true,
    by: ({ last_sign_in_at }) => last_sign_in_at ?? '',
    cell: ({ last_sign_in_at }) => <Ago at={last_sign_in_at} />,
  },
  {
    id: 'acts',
    name: 'What can be done',
    isNameUnseen: true,
    align: 'end',
    cell: (person) => <PersonActs person={person} onEdit={() => edit(person)} />,
  },
];

function PersonActs({
  person: { id, name, active },
  onEdit,
}: {
  readonly person: Person;
  readonly onEdit: () => void;
}) {
  const change = useSettingWrite('people');
  const me = useMe();
  return (
    <span className={styles.acts}>
      <Button size="compact-sm" variant="default" onClick={onEdit}>
        Roles<span className="unseen"> of {name}</span>
      </Button>
      {id !== me.id && (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={change.isPending}
          onClick={() => change.mutate({ method: 'PATCH', id, body: { active: !active } })}
        >
          {active ? 'Lock out' : 'Let in'}
          <span className="unseen"> {name}</span>
        </Button>
      )}
    </span>
  );
}
