import { buildApplication, run } from '@stricli/core'; import { judgeRoutes } from '#cli/commands/judge.ts';
const app=buildApplication(judgeRoutes,{name:'kedge judge',scanner:{caseStyle:'allow-kebab-for-camel'},documentation:{caseStyle:'convert-camel-to-kebab'}});
await run(app,process.argv.slice(2),{process,env:process.env,cwd:process.cwd(),version:'0',signal:new AbortController().signal} as never);
