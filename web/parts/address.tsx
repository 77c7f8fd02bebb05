import styles from './text.module.css';

/** `aws_security_group.web ingress[0]`: the name is what the eye looks for, so the type steps back. */
export function Address({ address, path }: { readonly address: string; readonly path?: string }) {
  const { before, name } = splitAddress(address);
  return (
    <span className={styles.address} title={path === undefined ? address : `${address} ${path}`.trim()}>
      <span>{before}</span>
      <b>{name}</b>
      {path !== undefined && path !== '' && <> {path}</>}
    </span>
  );
}

/** Where the name of the resource begins; dots and brackets inside keys are part of it. */
export function splitAddress(address: string): { readonly before: string; readonly name: string } {
  const bare = address.replaceAll(/\["(?:[^"\\]|\\.)*"\]/g, (key) => '_'.repeat(key.length));
  const dot = bare.lastIndexOf('.');
  return { before: address.slice(0, dot + 1), name: address.slice(dot + 1) };
}
