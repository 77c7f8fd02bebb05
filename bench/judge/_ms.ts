import { readdirSync, readFileSync } from 'node:fs';
import { cumulate, type CumulatedSeries } from '#domain/release/block-series.ts';
import { schemeFor } from '#domain/release/before-after/scheme.ts';
import { fitBefore } from '#domain/release/before-after/fit.ts';
import { lookAt } from '#domain/release/before-after/look.ts';
import { placeboAt, type Placebo } from '#domain/release/before-after/placebo.ts';
const root='/work/shared/corpus/metrics/microsoft';
export const H=3600000;
export function load(f:string){ const rows=readFileSync(f,'utf8').trim().split(/\r?\n/).slice(1).map(l=>{const [t,v]=l.replaceAll('"','').split(',');return [Date.parse(t!.replace(' ','T').replace(/Z?$/,'Z')),Number(v)] as const;});
 const t0=Math.min(...rows.map(r=>r[0])); const n=(Math.max(...rows.map(r=>r[0]))-t0)/H+1; const num=new Float64Array(n),den=new Float64Array(n);
 for(const [t,v] of rows){const i=(t-t0)/H; if(!Number.isFinite(v))continue; if(den[i]) continue; num[i]=v;den[i]=1;} return cumulate({startMs:t0,blockMs:H,num,den}); }
export const domains:{name:string,dirs:string[],dir:number,sizes:number[]}[]=[{name:'api',dirs:['middle-tier-api-dependency-latency'],dir:1,sizes:[1.2,1.5,2]},{name:'crash',dirs:['application-crash-rate-1','application-crash-rate-2'],dir:1,sizes:[1.5,2,3]},{name:'purch',dirs:['consumer-purchase-rate'],dir:-1,sizes:[2,3]}];
const scheme=schemeFor(H);
for(const d of domains){ const series=d.dirs.flatMap(x=>readdirSync(`${root}/${x}`).map(f=>({f,s:load(`${root}/${x}/${f}`)})));
 for(const off of [0,6,12,18]){
 let wins=0,fa=0; const pow=d.sizes.map(()=>0); const del:number[][]=d.sizes.map(()=>[]); const who:Record<string,number>={};
 // all day scores
 const pl=series.map(({s})=>{const out:{i:number,p:Placebo|null}[]=[]; const first=((off*H-s.startMs/1)%(24*H)+24*H)%(24*H)/H; for(let i=first;i+24<=s.length;i+=24) out.push({i,p:i>=240?placeboAt(s,i,scheme):null}); return out;});
 series.forEach(({s,f},k)=>{ for(const {i,p} of pl[k]!){ if(i<480||p===null)continue; const at=s.startMs+i*H; const pool:number[]=[]; let K=0; pl.forEach((o,kk)=>{for(const {p:q} of o){ if(q&&q.startMs+24*H<=at){pool.push(q.worse,q.better);K++;}}}); if(K<33)continue; wins++;
   pool.sort((a,b)=>a-b); const qt=(x:number)=>{const z=(pool.length-1)*x,b=Math.floor(z);return pool[b]!+(z-b)*((pool[b+1]??pool[b]!)-pool[b]!);}; const fence=qt(.75)+1.5*(qt(.75)-qt(.25)); const kept=pool.filter(x=>x<=fence); const rank=Math.min(kept.length,Math.ceil((kept.length+2)*.97)); const Q=kept[rank-1]!; const thr=Math.max(0,Q*p.scale);
   const fit=fitBefore(s,i,scheme)!; const L:number[]=[]; for(let h=4;h<=24;h++){const l=lookAt(s,fit,i,h,scheme);L.push(d.dir>0?l.bound:l.mirrored);}
   if(Math.max(...L)>thr){fa++;who[f]=(who[f]??0)+1;} d.sizes.forEach((z,zi)=>{const h=L.findIndex(x=>x+Math.log(z)>thr); if(h>=0){pow[zi]!++;del[zi]!.push(h+4);}});
 }});
 const med=(a:number[])=>a.sort((x,y)=>x-y)[a.length>>1];
 console.log(d.name,off,'wins',wins,'fa',fa,(100*fa/wins).toFixed(1),'pow',pow.map(x=>(100*x/wins).toFixed(0)).join('/'),'del',del.map(med).join('/'),JSON.stringify(who));
 }}
