import type { ShippedSeverityRule } from '../severity-rules.ts';
import { oneOf } from './one-of.ts';

const CODE = ['user_data', 'user_data_base64', 'custom_data', 'metadata_startup_script', 'startup_script'];
const IMAGE = [
  'ami',
  'image_id',
  'image_uri',
  'container_definitions',
  's3_key',
  'source_code_hash',
  'filename',
];
const CAPACITY = [
  'instance_type',
  'instance_class',
  'node_type',
  'machine_type',
  'vm_size',
  'size',
  'sku',
  'sku_name',
  'min_size',
  'max_size',
  'desired_capacity',
  'desired_count',
  'memory_size',
  'memory',
  'cpu',
  'timeout',
  'allocated_storage',
  'volume_size',
  'iops',
  'throughput',
  'read_capacity',
  'write_capacity',
  'billing_mode',
  'reserved_concurrent_executions',
  'num_cache_nodes',
  'instance_count',
];

export const compute: readonly ShippedSeverityRule[] = [
  {
    id: 'start-script-changed',
    when: `leaf in ${oneOf(CODE)}`,
    severity: 'high',
    why: 'other commands run when the machine starts',
    example: { type: 'aws_launch_template', path: 'user_data', before: 'a', after: 'b' },
    counter: { type: 'aws_launch_template', path: 'name', before: 'a', after: 'b' },
  },
  {
    id: 'image-changed',
    when: `attribute in ${oneOf(IMAGE)}`,
    severity: 'high',
    why: 'other code runs than the code says',
    example: { type: 'aws_lambda_function', path: 'image_uri', before: 'app:1', after: 'app:2' },
    counter: { type: 'aws_lambda_function', path: 'handler', before: 'a', after: 'b' },
  },
  {
    id: 'metadata-tokens-optional',
    when: `attribute == "metadata_options" && leaf in ["http_tokens", "metadata_options"] && mentions(after, "optional")`,
    severity: 'high',
    why: 'a forged request can read the credentials of the machine',
    example: {
      type: 'aws_instance',
      path: 'metadata_options[0].http_tokens',
      before: 'required',
      after: 'optional',
    },
    counter: {
      type: 'aws_instance',
      path: 'metadata_options[0].http_tokens',
      before: 'optional',
      after: 'required',
    },
  },
  {
    id: 'capacity-changed',
    when: `leaf in ${oneOf(CAPACITY)}`,
    severity: 'medium',
    why: 'size, capacity and so the cost changed',
    example: { type: 'aws_instance', path: 'instance_type', before: 't3.micro', after: 'm7i.4xlarge' },
    counter: { type: 'aws_instance', path: 'availability_zone', before: 'a', after: 'b', class: 'absorbed' },
  },
];
