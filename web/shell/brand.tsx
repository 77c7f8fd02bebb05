import { Link } from '@tanstack/react-router';
import styles from './shell.module.css';

export function Brand() {
  return (
    <Link to="/" className={styles.brand}>
      <Anchor />
      <span>Kedge</span>
    </Link>
  );
}

export function Anchor({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className={styles.anchor}>
      <rect width="32" height="32" rx="8" />
      <g fill="none" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="16" cy="8.5" r="2.3" />
        <path d="M16 11v14M11.5 14.5h9M7.5 18.5c.6 4 4 6.7 8.5 6.7s7.9-2.7 8.5-6.7" />
      </g>
    </svg>
  );
}
