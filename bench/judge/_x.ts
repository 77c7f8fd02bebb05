import { readdirSync, readFileSync } from 'node:fs';
import { cumulate, valueOver, type CumulatedSeries } from '#domain/release/block-series.ts';
import { schemeFor } from '#domain/release/before-after/scheme.ts';
import { fitBefore, type Fit } from '#domain/release/before-after/fit.ts';
import { boundRank, largestDifference } from '#domain/stats/pairwise-difference.ts';
const root='/work/shared/corpus/metrics/microsoft'; const H=3600000;
function load(f:string){ const rows=readFileSync(f,'utf8').trim().split(/\r?\n/).slice(1).map(l=>{const [t,v]=l.replaceAll('"','').split(',');return [Date.parse(t!.replace(' ','T').replace(/Z?$/,'Z')),Number(v)] as const;});
 const t0=Math.min(...rows.map(r=>r[0])); const n=(Math.max(...rows.map(r=>r[0]))-t0)/H+1; const num=new Float64Array(n),den=new Float64Array(n);
 for(const [t,v] of rows){const i=(t-t0)/H; if(!Number.isFinite(v))continue; if(den[i]) continue; num[i]=v;den[i]=1;} return cumulate({startMs:t0,blockMs:H,num,den}); }
const domains=[{name:'api',dirs:['middle-tier-api-dependency-latency'],dir:1,sizes:[1.2,1.5,2]},{name:'crash',dirs:['application-crash-rate-1','application-crash-rate-2'],dir:1,sizes:[1.5,2,3]},{name:'purch',dirs:['consumer-purchase-rate'],dir:-1,sizes:[2,3]}];
const scheme=schemeFor(H);
interface Day{ i:number; at:number; fit:Fit; Lu:number[]; Ld:number[]; known:number; }
type Opt={ third?:'never'|'always'|'transition'; pool?:number; recentOwn?:number; alpha?:number; spend?:boolean; hist?:number; trend?:boolean; scaleExp?:string; fence?:number; dow?:boolean; level?:number};
const wd=(ms:number)=>new Date(ms).getUTCDay(); const weekend=(ms:number)=>wd(ms)===0||wd(ms)===6;
function dayLooks(s:CumulatedSeries,i:number,o:Opt):Day|null{
  const sch={...scheme, historyDays:o.hist??20, levelHours:o.level??12}; const fit=fitBefore(s,i,sch); if(!fit||!(fit.scale>0))return null; const at=s.startMs+i*H; const off=fit.offset[1]!, l=fit.level[1]!;
  const g=(k:number,h:number)=>Math.log(valueOver(s,i+h-k*24,i+h-k*24+1)+off)-fit.shape[h]!;
  let known=0; const Lu:number[]=[],Ld:number[]=[]; const y:number[]=[],p:number[]=[],w:number[]=[]; 
  let tr=0; if(o.trend){ const a=Float64Array.from({length:24},(_,h)=>g(1,h)).filter(Number.isFinite).toSorted(), b=Float64Array.from({length:24},(_,h)=>g(2,h)).filter(Number.isFinite).toSorted(); if(a.length&&b.length) tr=largestDifference(a,b,Math.ceil(a.length*b.length/2)); }
  for(let h=0;h<24;h++){ const a=g(0,h); if(Number.isFinite(a))known++; const pp=Number.isFinite(g(1,h))?g(1,h):l; p.push(pp); y.push(Number.isFinite(a)?a:pp); const ww=i>=168?g(7,h):NaN; w.push(Number.isFinite(ww)?ww:pp);
   if(h<3)continue; const n=h+1, k=boundRank(n,n,2.326347874), kl=Math.ceil(k/n); const ys=Float64Array.from(y).toSorted(), ps=Float64Array.from(p).toSorted();
   let u=Math.min(largestDifference(ys,ps,k),ys[n-kl]!-l), d=Math.min(largestDifference(ps,ys,k),l-ys[kl-1]!);
   const t=o.third==='always'||(o.third==='transition'&&weekend(at+h*H)!==weekend(at+h*H-24*H));
   if(t){const ws=Float64Array.from(w).toSorted(); u=Math.min(u,largestDifference(ys,ws,k)); d=Math.min(d,largestDifference(ws,ys,k));}
   if(o.trend){u-=Math.max(0,tr);d-=Math.max(0,-tr);}
   Lu.push(u);Ld.push(d);} 
  return known>=18?{i,at,fit,Lu,Ld,known}:null; }
const dayCache=new Map<string,(Day|null)[][]>();
function run(label:string,o:Opt){ const line=[label.padEnd(34)]; for(const d of domains){ const series=d.dirs.flatMap(x=>readdirSync(`${root}/${x}`).map(f=>({f,s:load(`${root}/${x}/${f}`)})));
 let W=0,F=0; const P=d.sizes.map(()=>0); const D:number[][]=d.sizes.map(()=>[]); const perOff:number[]=[];
 for(let off=0;off<24;off+=3){ const days=series.map(({s})=>{const out:Day[]=[]; const first=(((off*H-s.startMs)%(24*H))+24*H)%(24*H)/H; for(let i=first;i+24<=s.length;i+=24){ if(i>=240){const x=dayLooks(s,i,o); if(x)out.push(x);} } return out;});
  let sd:number[]|null=null; if(o.spend){ const n=21; sd=Array.from({length:n},(_,h)=>{const v=days.flat().flatMap(x=>[x.Lu[h]!/x.fit.scale,x.Ld[h]!/x.fit.scale]).sort((a,b)=>a-b); return v[Math.floor(v.length*.95)]!;}); }
  const adj=(L:number[],sc:number)=>L.map((x,h)=>sd?x/sc-sd[h]!:x/sc);
  let w=0,fa=0; days.forEach((ds,k)=>{ for(const x of ds){ if(x.i<480)continue; let pool:number[]=[]; let K=0; days.forEach((o2)=>{for(const q of o2){ if(q.at+24*H<=x.at && (o.pool===undefined||q.at>=x.at-o.pool*24*H) && (!o.dow||(weekend(q.at)!==weekend(q.at-24*H))===(weekend(x.at)!==weekend(x.at-24*H)))){pool.push(Math.max(...adj(q.Lu,q.fit.scale)),Math.max(...adj(q.Ld,q.fit.scale)));K++;}}}); if(K<33)continue; w++;
    pool.sort((a,b)=>a-b); const qt=(z0:number)=>{const z=(pool.length-1)*z0,b=Math.floor(z);return pool[b]!+(z-b)*((pool[b+1]??pool[b]!)-pool[b]!);}; const fence=qt(.75)+(o.fence??1.5)*(qt(.75)-qt(.25)); const kept=pool.filter(v=>v<=fence); const al=o.alpha??.03; const rank=Math.min(kept.length,Math.ceil((kept.length+2)*(1-al))); let Q=kept[rank-1]!;
    if(o.recentOwn){ for(const q of ds) if(q.at<x.at&&q.at>=x.at-o.recentOwn*24*H-1) Q=Math.max(Q,Math.max(...adj(d.dir>0?q.Lu:q.Ld,q.fit.scale))); }
    const sc=x.fit.scale; const L=d.dir>0?x.Lu:x.Ld; const thr=(h:number)=>Math.max(0,(Q+(sd?sd[h]!:0))*sc);
    if(L.some((v,h)=>v>thr(h))) fa++; d.sizes.forEach((z,zi)=>{const h=L.findIndex((v,hh)=>v+Math.log(z)>thr(hh)); if(h>=0){P[zi]!++;D[zi]!.push(h+4);}}); }}); W+=w;F+=fa;perOff.push(w?100*fa/w:0);}
 const med=(a:number[])=>a.sort((x,y)=>x-y)[a.length>>1];
 line.push(`${d.name} n${W} FA ${(100*F/W).toFixed(1)} (max ${Math.max(...perOff).toFixed(0)}) pow ${P.map(x=>(100*x/W).toFixed(0)).join('/')} del ${D.map(med).join('/')}`);}
 console.log(line.join(' | ')); }
const sets:[string,Opt][]=[['T+level6',{third:'transition',level:6}],['T+a.025',{third:'transition',alpha:.025}],['T+a.02',{third:'transition',alpha:.02}],['T+fence2',{third:'transition',fence:2}],['T+fence3+a.04',{third:'transition',fence:3,alpha:.04}],['T+fence2.5',{third:'transition',fence:2.5}],['T+recent1',{third:'transition',recentOwn:1}],['T+trend',{third:'transition',trend:true}]];
const want=process.argv[2]; for(const [l,o] of sets) if(!want||l.includes(want)) run(l,o);
