import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
// Stripping types costs more than a small scan's own work; the cache keeps the result between runs. It lies beside the
// code and not in the shared temporary folder, because whoever can write to it decides what runs.
enableCompileCache(fileURLToPath(new URL('../../.kedge/compile-cache', import.meta.url)));
const { runKedge } = await import('./run-kedge.ts');
await runKedge(process);
