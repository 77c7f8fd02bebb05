import type { NoiseRule } from './noise-rule.ts';

/** Attributes that the service writes by itself while it runs. `*` stands for every type of that prefix. */
const WRITTEN_BY_SERVICE: readonly { readonly type: RegExp; readonly attribute: string }[] = [
  { type: /^aws_lambda_function$/, attribute: 'last_modified' },
  { type: /^aws_lambda_layer_version$/, attribute: 'created_date' },
  { type: /^aws_db_instance$/, attribute: 'latest_restorable_time' },
  { type: /^aws_rds_cluster$/, attribute: 'latest_restorable_time' },
  { type: /^aws_db_instance$/, attribute: 'status' },
  { type: /^aws_eks_cluster$/, attribute: 'status' },
  { type: /^aws_eks_node_group$/, attribute: 'status' },
  { type: /^aws_dynamodb_table$/, attribute: 'stream_label' },
  { type: /^aws_cloudfront_distribution$/, attribute: 'in_progress_validation_batches' },
  { type: /^aws_cloudfront_distribution$/, attribute: 'last_modified_time' },
  { type: /^aws_cloudfront_/, attribute: 'etag' },
  { type: /^aws_backup_vault$/, attribute: 'recovery_points' },
  { type: /^aws_ecr_/, attribute: 'registry_id' },
  { type: /^aws_ssm_parameter$/, attribute: 'version' },
  { type: /^aws_sfn_state_machine$/, attribute: 'revision_id' },
  { type: /^aws_wafv2_/, attribute: 'lock_token' },
  { type: /^google_/, attribute: 'etag' },
  { type: /^google_/, attribute: 'fingerprint' },
  { type: /^google_/, attribute: 'metadata_fingerprint' },
  { type: /^google_/, attribute: 'tags_fingerprint' },
  { type: /^google_/, attribute: 'label_fingerprint' },
  { type: /^google_/, attribute: 'generation' },
  { type: /^google_cloud_run_/, attribute: 'latest_ready_revision' },
  { type: /^azurerm_/, attribute: 'etag' },
  { type: /^kubernetes_/, attribute: 'resource_version' },
  { type: /^kubernetes_/, attribute: 'generation' },
];

export const computedByService: NoiseRule = {
  id: 'computed-by-service',
  title: 'an attribute that the service writes by itself',
  why: 'Time stamps, revisions and entity tags change while the service runs; no person sets them and no code can.',
  holds: 'unless_planned',
  takes: ({ resource, path, setInCode }) => {
    if (setInCode) return null;
    const names = path.flatMap((step) => (step.kind === 'attribute' ? [step.name] : []));
    const last = names.at(-1);
    const listed = WRITTEN_BY_SERVICE.some(
      ({ type, attribute }) => attribute === last && type.test(resource.type),
    );
    return listed ? {} : null;
  },
  example: {
    type: 'aws_lambda_function',
    path: [{ kind: 'attribute', name: 'last_modified' }],
    before: '2026-01-01T00:00:00.000+0000',
    after: '2026-02-01T00:00:00.000+0000',
  },
  counter: {
    type: 'aws_lambda_function',
    path: [{ kind: 'attribute', name: 'timeout' }],
    before: 3,
    after: 900,
  },
};
