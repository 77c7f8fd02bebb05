/**
 * The part of Terraform's plugin protocol 6 that a small provider needs: field name -> 'number type', with
 * `repeated` and `map` (text to type) before the type where they apply. Enums are int32 on the wire.
 * Names and numbers are facts of the interface, the same as in the descriptor inside the terraform binary.
 */
export const messages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DynamicValue: { msgpack: '1 bytes', json: '2 bytes' },
  RawState: { json: '1 bytes' },
  Diagnostic: { severity: '1 int32', summary: '2 string', detail: '3 string' },
  AttributePath: { steps: '1 repeated AttributePath.Step' },
  'AttributePath.Step': { attribute_name: '1 string' },

  Schema: { version: '1 int64', block: '2 Schema.Block' },
  'Schema.Block': {
    attributes: '2 repeated Schema.Attribute',
    block_types: '3 repeated Schema.NestedBlock',
  },
  'Schema.Attribute': {
    name: '1 string',
    type: '2 bytes',
    required: '4 bool',
    optional: '5 bool',
    computed: '6 bool',
    sensitive: '7 bool',
    nested_type: '10 Schema.Object',
  },
  'Schema.Object': { attributes: '1 repeated Schema.Attribute', nesting: '3 int32' },
  'Schema.NestedBlock': {
    type_name: '1 string',
    block: '2 Schema.Block',
    nesting: '3 int32',
    max_items: '5 int64',
  },
  ServerCapabilities: { get_provider_schema_optional: '2 bool', move_resource_state: '3 bool' },

  'GetMetadata.TypeName': { type_name: '1 string' },
  'GetMetadata.Request': {},
  'GetMetadata.Response': {
    server_capabilities: '1 ServerCapabilities',
    diagnostics: '2 repeated Diagnostic',
    data_sources: '3 repeated GetMetadata.TypeName',
    resources: '4 repeated GetMetadata.TypeName',
  },
  'GetProviderSchema.Request': {},
  'GetProviderSchema.Response': {
    provider: '1 Schema',
    resource_schemas: '2 map Schema',
    data_source_schemas: '3 map Schema',
    diagnostics: '4 repeated Diagnostic',
    server_capabilities: '6 ServerCapabilities',
  },
  'ValidateProviderConfig.Request': { config: '1 DynamicValue' },
  'ValidateProviderConfig.Response': { diagnostics: '2 repeated Diagnostic' },
  'ValidateResourceConfig.Request': { type_name: '1 string', config: '2 DynamicValue' },
  'ValidateResourceConfig.Response': { diagnostics: '1 repeated Diagnostic' },
  'ValidateDataResourceConfig.Request': { type_name: '1 string', config: '2 DynamicValue' },
  'ValidateDataResourceConfig.Response': { diagnostics: '1 repeated Diagnostic' },
  'ConfigureProvider.Request': { terraform_version: '1 string', config: '2 DynamicValue' },
  'ConfigureProvider.Response': { diagnostics: '1 repeated Diagnostic' },
  'UpgradeResourceState.Request': { type_name: '1 string', version: '2 int64', raw_state: '3 RawState' },
  'UpgradeResourceState.Response': {
    upgraded_state: '1 DynamicValue',
    diagnostics: '2 repeated Diagnostic',
  },
  'ReadResource.Request': { type_name: '1 string', current_state: '2 DynamicValue', private: '3 bytes' },
  'ReadResource.Response': {
    new_state: '1 DynamicValue',
    diagnostics: '2 repeated Diagnostic',
    private: '3 bytes',
  },
  'PlanResourceChange.Request': {
    type_name: '1 string',
    prior_state: '2 DynamicValue',
    proposed_new_state: '3 DynamicValue',
    config: '4 DynamicValue',
    prior_private: '5 bytes',
  },
  'PlanResourceChange.Response': {
    planned_state: '1 DynamicValue',
    requires_replace: '2 repeated AttributePath',
    planned_private: '3 bytes',
    diagnostics: '4 repeated Diagnostic',
    legacy_type_system: '5 bool',
  },
  'ApplyResourceChange.Request': {
    type_name: '1 string',
    prior_state: '2 DynamicValue',
    planned_state: '3 DynamicValue',
    planned_private: '5 bytes',
  },
  'ApplyResourceChange.Response': {
    new_state: '1 DynamicValue',
    private: '2 bytes',
    diagnostics: '3 repeated Diagnostic',
    legacy_type_system: '4 bool',
  },
  'ImportResourceState.Request': { type_name: '1 string', id: '2 string' },
  'ImportResourceState.ImportedResource': { type_name: '1 string', state: '2 DynamicValue' },
  'ImportResourceState.Response': {
    imported_resources: '1 repeated ImportResourceState.ImportedResource',
    diagnostics: '2 repeated Diagnostic',
  },
  'MoveResourceState.Request': {
    source_type_name: '2 string',
    source_state: '4 RawState',
    target_type_name: '5 string',
  },
  'MoveResourceState.Response': { target_state: '1 DynamicValue', diagnostics: '2 repeated Diagnostic' },
  'ReadDataSource.Request': { type_name: '1 string', config: '2 DynamicValue' },
  'ReadDataSource.Response': { state: '1 DynamicValue', diagnostics: '2 repeated Diagnostic' },
  'StopProvider.Request': {},
  'StopProvider.Response': { Error: '1 string' },
};
