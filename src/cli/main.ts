import { enableCompileCache } from 'node:module';
// Stripping types costs more than a small scan's own work; the cache keeps the result between runs.
enableCompileCache();
const { runKedge } = await import('./run-kedge.ts');
await runKedge(process);
