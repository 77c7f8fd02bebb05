import { useEffect, useRef, useState } from 'react';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

interface SearchFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const PAUSE_MS = 250;

/** Asks when typing pauses, so that not every letter is a request and an address. */
export function SearchField({ id, label, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [sent, setSent] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (value !== seen) {
    setSeen(value);
    // Changed from outside, such as by a button that clears. What we asked for ourselves may be behind the typing.
    if (value !== sent) setText(value);
  }
  return (
    <label className={styles.search}>
      <Icon name="search" size={14} />
      <span className="unseen">{label}</span>
      <input
        id={id}
        type="search"
        placeholder={label}
        value={text}
        onChange={({ currentTarget }) => {
          const next = currentTarget.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            setSent(next);
            onChange(next);
          }, PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </label>
  );
}
