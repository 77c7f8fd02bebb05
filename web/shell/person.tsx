import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { send } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { Icon } from '../parts/icon.tsx';
import styles from './shell.module.css';

export function Person() {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = async (): Promise<void> => {
    await send('DELETE', '/session').catch(() => null);
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <div className={styles.person}>
      <span className={styles.name} title={me.email}>
        {me.name === '' ? me.email : me.name}
        <small>{roleText(me.grants)}</small>
      </span>
      <button type="button" className={styles.out} title="Sign out" onClick={() => void signOut()}>
        <Icon name="out" />
        <span className="unseen">Sign out</span>
      </button>
    </div>
  );
}

const roleText = (grants: ReturnType<typeof useMe>['grants']): string =>
  grants.map(({ team, role }) => (team === null ? role : `${role} of ${team}`)).join(', ');
