import { Button, PasswordInput, TextInput } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type SubmitEvent } from 'react';
import { get, send } from '../../api/client.ts';
import type { SignInWays } from '../../api/types.ts';
import { Problem } from '../../parts/problem.tsx';
import { Anchor } from '../../shell/brand.tsx';
import styles from './sign-in.module.css';

export function SignInPage() {
  const { to = '/', problem } = useSearch({ from: '/sign-in' });
  const { data: ways } = useQuery({
    queryKey: ['sign-in', problem],
    queryFn: () => get<SignInWays>('/sign-in', { problem }),
  });
  useEffect(() => {
    document.title = 'Sign in · Kedge';
  }, []);
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <Anchor size={40} />
        <h1>Sign in to Kedge</h1>
        {ways?.problem != null && (
          <p className={styles.problem} role="alert">
            {ways.problem}
          </p>
        )}
        {ways?.provider != null && (
          <Button component="a" href={`/auth/oidc/start?return_to=${encodeURIComponent(to)}`} fullWidth>
            Continue with {ways.provider.name}
          </Button>
        )}
        {ways?.password === true && <LocalForm to={to} />}
        <p className={styles.note}>
          On the machine of the server <code>kedge serve</code> prints a link when it starts. It signs you in,
          and works once.
        </p>
      </div>
    </main>
  );
}

function LocalForm({ to }: { readonly to: string }) {
  const router = useRouter();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const signIn = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await send('POST', '/session', { email: fields.get('email'), password: fields.get('password') });
      queries.clear();
      router.history.push(to);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void signIn(event)}>
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        required
        withAsterisk={false}
      />
      <PasswordInput
        name="password"
        label="Password"
        autoComplete="current-password"
        required
        withAsterisk={false}
      />
      {error !== null && <Problem error={error} />}
      <Button type="submit" loading={isBusy} fullWidth>
        Sign in
      </Button>
    </form>
  );
}
