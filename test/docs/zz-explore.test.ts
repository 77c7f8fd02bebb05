import { appendFileSync } from 'node:fs';
import { it } from 'vitest';
import { shopFolder } from './shop-folder.ts';
const LINES = `kedge scan
kedge drift
kedge drift show 221c0e
kedge decide aws_sqs_queue.receipts --revert --reason "set while looking for a bug"
kedge decide 221c0e --adopt --reason "two percent woke us every night"
kedge decide aws_sqs_queue.orders --accept --until 2027-01-31 --reason "the team is being renamed"
kedge decide aws_sqs_queue.orders --accept --reason "the team is being renamed"
kedge drift
kedge fix aws_sqs_queue.receipts --dry-run
kedge fix aws_sqs_queue.receipts
kedge fix aws_sqs_queue.receipts --yes
kedge fix 221c0e --dry-run
kedge fix 221c0e
git show kedge/adopt-221c0eab69ab
git merge kedge/adopt-221c0eab69ab
kedge scan
kedge drift show 221c0e
kedge drift
kedge drift --all
kedge drift slo
ls decisions
cat decisions/*
kedge audit verify
kedge audit export > audit.jsonl
cat audit.jsonl
kedge audit verify audit.jsonl
kedge report --since 7d
kedge fix --json --all
kedge decide aws_sqs_queue.orders --withdraw --reason "the renaming was called off"
cat .gitignore; git status --short; ls -la .kedge
kedge decide --help
kedge fix 221c0e`.split('\n');
it('explores', async () => {
  const shop = await shopFolder();
  for (const line of LINES) {
    const { exitCode, stdout, stderr } = await shop.run(line);
    appendFileSync('/tmp/docs-explore.out', `$ ${line}\n${stdout}--- stderr\n${stderr}--- exit ${exitCode}\n\n`);
  }
}, 1_500_000);
