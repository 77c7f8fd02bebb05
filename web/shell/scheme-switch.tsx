import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Icon, type IconName } from '../parts/icon.tsx';
import styles from './shell.module.css';

const SCHEMES: readonly {
  readonly value: MantineColorScheme;
  readonly name: string;
  readonly icon: IconName;
}[] = [
  { value: 'light', name: 'Light', icon: 'sun' },
  { value: 'auto', name: 'As the system', icon: 'auto' },
  { value: 'dark', name: 'Dark', icon: 'moon' },
];

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <div className={styles.schemes} role="group" aria-label="Colours">
      {SCHEMES.map(({ value, name, icon }) => (
        <button
          key={value}
          type="button"
          title={name}
          aria-label={name}
          aria-pressed={colorScheme === value}
          onClick={() => setColorScheme(value)}
        >
          <Icon name={icon} size={14} />
        </button>
      ))}
    </div>
  );
}
