import { Dialog } from './dialog.tsx';
import styles from './key-help.module.css';

interface KeyHelpProps {
  readonly keys: readonly (readonly [key: string, what: string])[];
  readonly onClose: () => void;
}

export function KeyHelp({ keys, onClose }: KeyHelpProps) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
