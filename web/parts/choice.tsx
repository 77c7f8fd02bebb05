import styles from './field.module.css';

interface ChoiceProps {
  readonly label: string;
  /** Empty: all. */
  readonly value: string;
  readonly all: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** A filter with one choice, as the system shows it: on a phone that is better than anything of ours. */
export function Choice({ label, value, all, options, onChange }: ChoiceProps) {
  const isKnown = value === '' || options.some((option) => option.value === value);
  return (
    <select
      className={styles.choice}
      aria-label={label}
      value={value}
      data-set={value !== ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
