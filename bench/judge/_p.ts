import { randomFrom } from './random.ts'; import { latent, measure, EPOCH_MS } from './simulate.ts'; import { CELLS } from './grid.ts';
import { cumulate } from '#domain/release/block-series.ts'; import { schemeFor } from '#domain/release/before-after/scheme.ts'; import { placeboAt } from '#domain/release/before-after/placebo.ts';
const r=randomFrom('x'); const c=CELLS.find(c=>c.id==='E3/base')!; const sch=schemeFor(300000); const cu=cumulate(measure(c.model,r,latent(c.model,r,26*288,EPOCH_MS),EPOCH_MS));
const t=process.cpuUsage(); for(let k=0;k<400;k++) placeboAt(cu,(20+k%5)*288,sch); const u=process.cpuUsage(t); console.log('cpu ms/placebo',u.user/400e3);
