create table kedge.answered_request (
  person text collate "C" not null,
  key text collate "C" not null,
  digest text not null,
  at timestamp with time zone not null,
  status integer,
  type text,
  body text
);

create table kedge.api_token (
  id text collate "C" not null,
  person text collate "C" not null,
  name text not null,
  digest text collate "C" not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone
);

create table kedge.audit_entry (
  project_id integer not null,
  number integer not null,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null,
  previous text not null,
  hash text not null
);

create table kedge.audit_head (
  project_id integer not null,
  number integer not null,
  hash text not null
);

create table kedge.change (
  project_id integer not null,
  id text collate "C" not null,
  document jsonb not null,
  state text not null generated always as ((document ->> 'state'::text)) stored,
  attempt integer not null generated always as (((document ->> 'attempt'::text))::integer) stored,
  opened_at timestamp with time zone not null
) with (fillfactor=80);

create table kedge.change_event (
  id bigint not null generated always as identity,
  project_id integer not null,
  change text collate "C" not null,
  at timestamp with time zone not null,
  kind text not null,
  actor text not null,
  text text not null
);

create table kedge.change_file (
  source text collate "C" not null,
  path text collate "C" not null,
  document jsonb not null,
  commit text,
  seen_at timestamp with time zone not null
);

create table kedge.change_lock (
  scope integer not null,
  key text collate "C" not null,
  project_id integer not null,
  change text collate "C" not null,
  owner text not null,
  channel text not null,
  since timestamp with time zone not null
);

create table kedge.change_look (
  project_id integer not null,
  change text collate "C" not null,
  watch integer not null,
  number integer not null,
  document jsonb not null
);

create table kedge.change_word (
  project_id integer not null,
  change text collate "C" not null,
  mark text collate "C" not null,
  at timestamp with time zone not null
);

create table kedge.channel (
  id text collate "C" not null,
  name text collate "C" not null,
  settings jsonb not null,
  immediate text not null,
  digest_cron text not null,
  digest_time_zone text not null,
  digest_done_at timestamp with time zone,
  is_default boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

create table kedge.decision (
  project_id integer not null,
  id text collate "C" not null,
  kind text not null,
  at timestamp with time zone not null,
  by text not null,
  owner text not null,
  channel text,
  reason text not null,
  until text,
  destroy_approved boolean not null,
  approvals_needed integer not null,
  approvals jsonb not null,
  subjects jsonb not null,
  in_force boolean not null,
  record text
);

create table kedge.delivery (
  id text collate "C" not null,
  number bigint not null generated always as identity,
  notice_id text collate "C" not null,
  kind text not null,
  message jsonb not null,
  state text not null,
  attempts integer not null default 0,
  due_at timestamp with time zone not null,
  maybe_sent_since timestamp with time zone,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  problem text
);

create table kedge.digest_key (
  one boolean not null default true,
  proof text not null,
  since timestamp with time zone not null
);

create table kedge.drift (
  project_id integer not null,
  stack text collate "C" not null,
  fingerprint text collate "C" not null,
  state text not null,
  closed boolean not null generated always as ((state = ANY (ARRAY['verified'::text, 'resolved'::text]))) stored,
  difference jsonb not null,
  rank smallint not null generated always as (( CASE ((difference ->> 'drift'::text))::boolean WHEN true THEN 0 WHEN false THEN 4 ELSE NULL::integer END + CASE (difference ->> 'severity'::text) WHEN 'critical'::text THEN 0 WHEN 'high'::text THEN 1 WHEN 'medium'::text THEN 2 WHEN 'low'::text THEN 3 ELSE NULL::integer END)) stored,
  address text collate "C" not null generated always as ((difference ->> 'address'::text)) stored,
  path text collate "C" not null generated always as ((difference ->> 'path'::text)) stored,
  resource bigint not null generated always as (hashtextextended(((stack || chr(31)) || (difference ->> 'address'::text)), (0)::bigint)) stored,
  cause text collate "C" not null,
  first_seen timestamp with time zone not null,
  last_seen timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  closed_at timestamp with time zone,
  times_reopened integer not null,
  toggles jsonb not null,
  decision text collate "C",
  aliases text[] not null,
  class text collate "C" not null generated always as ((difference ->> 'class'::text)) stored
) with (fillfactor=80);

create table kedge.drift_event (
  id bigint not null generated always as identity,
  project_id integer not null,
  stack text collate "C" not null,
  fingerprint text collate "C" not null,
  at timestamp with time zone not null,
  kind text not null,
  actor text,
  text text not null,
  evidence jsonb not null
);

create table kedge.fix_run (
  project_id integer not null,
  id text collate "C" not null,
  kind text not null,
  stack text collate "C" not null,
  fingerprints text[] not null,
  decisions text[] not null,
  actor text not null,
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  step text not null,
  outcome text,
  text text,
  attempt integer not null,
  holder jsonb not null,
  before jsonb,
  plan_digest text,
  apply_folder text,
  branch text,
  commit text
);

create table kedge.fleet_change (
  number bigint not null generated always as identity,
  at timestamp with time zone not null,
  kind text not null,
  source text,
  stack text,
  subject text
);

create table kedge.fleet_stack (
  source text collate "C" not null,
  stack text collate "C" not null,
  path text not null,
  owner text,
  team text,
  channel text,
  cron text not null,
  time_zone text not null,
  jitter_ms integer not null,
  stale_after integer not null,
  account text,
  added_at timestamp with time zone not null,
  gone_since timestamp with time zone,
  next_run_at timestamp with time zone,
  last_tried_at timestamp with time zone,
  last_good_at timestamp with time zone,
  last_duration_ms integer,
  stale_since timestamp with time zone
);

create table kedge.hook_delivery (
  source text collate "C" not null,
  mark text collate "C" not null,
  at timestamp with time zone not null
);

create table kedge.job (
  id text collate "C" not null,
  number bigint not null generated always as identity,
  task text not null,
  data jsonb not null,
  source text collate "C",
  stack text collate "C",
  key text collate "C",
  once text collate "C",
  state text not null,
  priority integer not null,
  requested_by text not null,
  created_at timestamp with time zone not null,
  start_after timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  attempt integer not null default 0,
  worker text,
  progress jsonb,
  result jsonb,
  problem text,
  cancelled_by text,
  delivery uuid not null,
  taken integer,
  trace text
);

create table kedge.job_line (
  job text collate "C" not null,
  number integer not null,
  at timestamp with time zone not null,
  text text not null
);

create table kedge.job_step (
  job text collate "C" not null,
  name text collate "C" not null,
  result jsonb not null
);

create table kedge.migration (
  name character varying(255) not null,
  "timestamp" character varying(255) not null
);

create table kedge.migration_lock (
  id character varying(255) not null,
  is_locked integer not null default 0
);

create table kedge.notice (
  id text collate "C" not null,
  project_id integer,
  channel_id text collate "C",
  topic text not null,
  key text collate "C" not null,
  state text not null,
  way text not null,
  severity text not null,
  title text not null,
  opened_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  times_reopened integer not null,
  ended jsonb not null,
  called_about integer not null,
  called_at timestamp with time zone not null,
  reference text,
  posted boolean not null default false,
  told_message text,
  told_event bigint
);

create table kedge.notice_member (
  notice_id text collate "C" not null,
  project_id integer not null,
  stack text collate "C" not null,
  fingerprint text collate "C" not null,
  rank smallint not null,
  address text collate "C" not null,
  opened_at timestamp with time zone not null,
  decided boolean not null,
  digest text not null,
  sample jsonb not null
);

create table kedge.person (
  id text collate "C" not null,
  name text not null,
  email text not null,
  email_key text collate "C" not null,
  grants jsonb not null,
  provider_grants jsonb not null,
  active boolean not null,
  password text,
  issuer text,
  subject text,
  created_at timestamp with time zone not null,
  last_sign_in_at timestamp with time zone
);

create table kedge.project (
  id integer not null generated always as identity,
  name text collate "C" not null
);

create table kedge.provider_flow (
  digest text collate "C" not null,
  state text not null,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  expires_at timestamp with time zone not null
);

create table kedge.rate_bucket (
  account text collate "C" not null,
  tokens double precision not null,
  at_ms double precision not null
);

create table kedge.scan (
  project_id integer not null,
  id text collate "C" not null,
  stack text collate "C" not null,
  at timestamp with time zone not null,
  status text not null,
  unknown text,
  found integer not null,
  reported integer not null,
  suppressed integer not null,
  drift integer not null,
  resources_read integer not null,
  evidence jsonb,
  unknown_text text,
  duration_ms integer,
  way text,
  number bigint not null generated always as identity
);

create table kedge.scan_report (
  source text collate "C" not null,
  stack text collate "C" not null,
  scan text collate "C" not null,
  at timestamp with time zone not null,
  report jsonb
);

create table kedge.session (
  id text collate "C" not null,
  person text collate "C" not null,
  way text not null,
  digest text collate "C" not null,
  previous_digest text collate "C",
  csrf text not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  renewed_at timestamp with time zone not null
);

create table kedge.sign_in_link (
  digest text collate "C" not null,
  name text not null,
  email text not null,
  expires_at timestamp with time zone not null
);

create table kedge.sign_in_tries (
  key text collate "C" not null,
  count integer not null,
  since timestamp with time zone not null
);

create table kedge.source (
  name text collate "C" not null,
  settings jsonb not null,
  project_id integer,
  synced_at timestamp with time zone,
  synced_commit text,
  sync_problem text
);

create table kedge.stack (
  project_id integer not null,
  stack text collate "C" not null,
  path text not null,
  owner text,
  last_scan text collate "C",
  moves jsonb not null
);

create table kedge.watch_history (
  project_id integer not null,
  change text collate "C" not null,
  watch integer not null,
  document jsonb not null
);

create table kedge.worker (
  id text collate "C" not null,
  host text not null,
  pid integer not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  running integer not null,
  slots integer not null
);

alter table kedge.answered_request add constraint answered_request_pkey PRIMARY KEY (person, key);

alter table kedge.api_token add constraint api_token_pkey PRIMARY KEY (id);

alter table kedge.audit_entry add constraint audit_entry_pkey PRIMARY KEY (project_id, number);

alter table kedge.audit_head add constraint audit_head_pkey PRIMARY KEY (project_id);

alter table kedge.change_event add constraint change_event_pkey PRIMARY KEY (id);

alter table kedge.change_file add constraint change_file_pkey PRIMARY KEY (source, path);

alter table kedge.change_lock add constraint change_lock_pkey PRIMARY KEY (scope, key);

alter table kedge.change_look add constraint change_look_pkey PRIMARY KEY (project_id, change, watch, number);

alter table kedge.change_word add constraint change_word_pkey PRIMARY KEY (project_id, change, mark);

alter table kedge.change add constraint change_pkey PRIMARY KEY (project_id, id);

alter table kedge.channel add constraint channel_pkey PRIMARY KEY (id);

alter table kedge.decision add constraint decision_pkey PRIMARY KEY (project_id, id);

alter table kedge.delivery add constraint delivery_pkey PRIMARY KEY (id);

alter table kedge.digest_key add constraint digest_key_pkey PRIMARY KEY (one);

alter table kedge.drift_event add constraint drift_event_pkey PRIMARY KEY (id);

alter table kedge.drift add constraint drift_pkey PRIMARY KEY (project_id, stack, fingerprint);

alter table kedge.fix_run add constraint fix_run_pkey PRIMARY KEY (project_id, id);

alter table kedge.fleet_change add constraint fleet_change_pkey PRIMARY KEY (number);

alter table kedge.fleet_stack add constraint fleet_stack_pkey PRIMARY KEY (source, stack);

alter table kedge.hook_delivery add constraint hook_delivery_pkey PRIMARY KEY (source, mark);

alter table kedge.job_line add constraint job_line_pkey PRIMARY KEY (job, number);

alter table kedge.job_step add constraint job_step_pkey PRIMARY KEY (job, name);

alter table kedge.job add constraint job_pkey PRIMARY KEY (id);

alter table kedge.migration_lock add constraint migration_lock_pkey PRIMARY KEY (id);

alter table kedge.migration add constraint migration_pkey PRIMARY KEY (name);

alter table kedge.notice_member add constraint notice_member_pkey PRIMARY KEY (notice_id, stack, fingerprint);

alter table kedge.notice add constraint notice_pkey PRIMARY KEY (id);

alter table kedge.person add constraint person_pkey PRIMARY KEY (id);

alter table kedge.project add constraint project_pkey PRIMARY KEY (id);

alter table kedge.provider_flow add constraint provider_flow_pkey PRIMARY KEY (digest);

alter table kedge.rate_bucket add constraint rate_bucket_pkey PRIMARY KEY (account);

alter table kedge.scan_report add constraint scan_report_pkey PRIMARY KEY (source, stack);

alter table kedge.scan add constraint scan_pkey PRIMARY KEY (project_id, id);

alter table kedge.session add constraint session_pkey PRIMARY KEY (id);

alter table kedge.sign_in_link add constraint sign_in_link_pkey PRIMARY KEY (digest);

alter table kedge.sign_in_tries add constraint sign_in_tries_pkey PRIMARY KEY (key);

alter table kedge.source add constraint source_pkey PRIMARY KEY (name);

alter table kedge.stack add constraint stack_pkey PRIMARY KEY (project_id, stack);

alter table kedge.watch_history add constraint watch_history_pkey PRIMARY KEY (project_id, change, watch);

alter table kedge.worker add constraint worker_pkey PRIMARY KEY (id);

alter table kedge.api_token add constraint api_token_digest_key UNIQUE (digest);

alter table kedge.channel add constraint channel_name_key UNIQUE (name);

alter table kedge.delivery add constraint delivery_number_key UNIQUE (number);

alter table kedge.job add constraint job_number_key UNIQUE (number);

alter table kedge.person add constraint person_email_key_key UNIQUE (email_key);

alter table kedge.person add constraint person_issuer_subject_key UNIQUE (issuer, subject);

alter table kedge.project add constraint project_name_key UNIQUE (name);

alter table kedge.session add constraint session_digest_key UNIQUE (digest);

alter table kedge.session add constraint session_previous_digest_key UNIQUE (previous_digest);

alter table kedge.source add constraint source_project_id_key UNIQUE (project_id);

alter table kedge.audit_entry add constraint audit_entry_number_check CHECK ((number > 0));

alter table kedge.change_look add constraint change_look_number_check CHECK ((number > 0));

alter table kedge.decision add constraint decision_by_check CHECK ((by <> ''::text));

alter table kedge.delivery add constraint delivery_check CHECK (((state = 'waiting'::text) = (ended_at IS NULL)));

alter table kedge.delivery add constraint delivery_kind_check CHECK ((kind = ANY (ARRAY['post'::text, 'edit'::text, 'reply'::text, 'close'::text])));

alter table kedge.delivery add constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'superseded'::text, 'quiet'::text, 'dead'::text])));

alter table kedge.digest_key add constraint digest_key_one_check CHECK (one);

alter table kedge.fix_run add constraint fix_run_check CHECK (((step = 'ended'::text) = (outcome IS NOT NULL)));

alter table kedge.fleet_stack add constraint fleet_stack_stale_after_check CHECK ((stale_after > 0));

alter table kedge.job add constraint job_check CHECK (((state = ANY (ARRAY['done'::text, 'failed'::text, 'cancelled'::text])) = (ended_at IS NOT NULL)));

alter table kedge.job add constraint job_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])));

alter table kedge.notice add constraint notice_check CHECK (((state = 'closed'::text) = (closed_at IS NOT NULL)));

alter table kedge.notice add constraint notice_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])));

alter table kedge.notice add constraint notice_way_check CHECK ((way = ANY (ARRAY['immediate'::text, 'digest'::text])));

alter table kedge.person add constraint person_check CHECK (((issuer IS NULL) = (subject IS NULL)));

alter table kedge.api_token add constraint api_token_person_fkey FOREIGN KEY (person) REFERENCES kedge.person(id);

alter table kedge.audit_entry add constraint audit_entry_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.audit_head add constraint audit_head_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.change_event add constraint change_event_project_id_change_fkey FOREIGN KEY (project_id, change) REFERENCES kedge.change(project_id, id);

alter table kedge.change_file add constraint change_file_source_fkey FOREIGN KEY (source) REFERENCES kedge.source(name) ON DELETE CASCADE;

alter table kedge.change_lock add constraint change_lock_project_id_change_fkey FOREIGN KEY (project_id, change) REFERENCES kedge.change(project_id, id);

alter table kedge.change_look add constraint change_look_project_id_change_fkey FOREIGN KEY (project_id, change) REFERENCES kedge.change(project_id, id);

alter table kedge.change_word add constraint change_word_project_id_change_fkey FOREIGN KEY (project_id, change) REFERENCES kedge.change(project_id, id);

alter table kedge.change add constraint change_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.decision add constraint decision_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.delivery add constraint delivery_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES kedge.notice(id) ON DELETE CASCADE;

alter table kedge.drift_event add constraint drift_event_project_id_stack_fingerprint_fkey FOREIGN KEY (project_id, stack, fingerprint) REFERENCES kedge.drift(project_id, stack, fingerprint) DEFERRABLE INITIALLY DEFERRED;

alter table kedge.drift add constraint drift_project_id_decision_fkey FOREIGN KEY (project_id, decision) REFERENCES kedge.decision(project_id, id) DEFERRABLE INITIALLY DEFERRED;

alter table kedge.drift add constraint drift_project_id_stack_fkey FOREIGN KEY (project_id, stack) REFERENCES kedge.stack(project_id, stack) DEFERRABLE INITIALLY DEFERRED;

alter table kedge.fix_run add constraint fix_run_project_id_stack_fkey FOREIGN KEY (project_id, stack) REFERENCES kedge.stack(project_id, stack) DEFERRABLE INITIALLY DEFERRED;

alter table kedge.fleet_stack add constraint fleet_stack_source_fkey FOREIGN KEY (source) REFERENCES kedge.source(name) ON DELETE CASCADE;

alter table kedge.job_line add constraint job_line_job_fkey FOREIGN KEY (job) REFERENCES kedge.job(id) ON DELETE CASCADE;

alter table kedge.job_step add constraint job_step_job_fkey FOREIGN KEY (job) REFERENCES kedge.job(id) ON DELETE CASCADE;

alter table kedge.notice_member add constraint notice_member_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES kedge.notice(id) ON DELETE CASCADE;

alter table kedge.notice_member add constraint notice_member_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.notice add constraint notice_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES kedge.channel(id) ON DELETE SET NULL;

alter table kedge.notice add constraint notice_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.scan_report add constraint scan_report_source_stack_fkey FOREIGN KEY (source, stack) REFERENCES kedge.fleet_stack(source, stack) ON DELETE CASCADE;

alter table kedge.scan add constraint scan_project_id_stack_fkey FOREIGN KEY (project_id, stack) REFERENCES kedge.stack(project_id, stack) DEFERRABLE INITIALLY DEFERRED;

alter table kedge.session add constraint session_person_fkey FOREIGN KEY (person) REFERENCES kedge.person(id);

alter table kedge.source add constraint source_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.stack add constraint stack_project_id_fkey FOREIGN KEY (project_id) REFERENCES kedge.project(id);

alter table kedge.stack add constraint stack_project_id_last_scan_fkey FOREIGN KEY (project_id, last_scan) REFERENCES kedge.scan(project_id, id) DEFERRABLE INITIALLY DEFERRED;

alter table kedge.watch_history add constraint watch_history_project_id_change_fkey FOREIGN KEY (project_id, change) REFERENCES kedge.change(project_id, id);

CREATE INDEX answered_request_at ON kedge.answered_request USING btree (at);

CREATE INDEX api_token_person ON kedge.api_token USING btree (person);

CREATE INDEX audit_entry_at ON kedge.audit_entry USING btree (at, project_id, number);

CREATE INDEX change_event_order ON kedge.change_event USING btree (project_id, change, id);

CREATE INDEX change_lock_change ON kedge.change_lock USING btree (project_id, change);

CREATE INDEX change_closed_at ON kedge.change USING btree (((document ->> 'closedAt'::text))) WHERE (state = 'closed'::text);

CREATE INDEX change_live ON kedge.change USING btree (state, project_id, id) WHERE (state <> ALL (ARRAY['aborted'::text, 'closed'::text]));

CREATE INDEX change_newest ON kedge.change USING btree (project_id, opened_at DESC, id) INCLUDE (state);

CREATE INDEX change_settling ON kedge.change USING btree (project_id, ((document #>> '{settling,nextAt}'::text[]))) WHERE ((document #>> '{settling,nextAt}'::text[]) IS NOT NULL);

CREATE UNIQUE INDEX channel_default ON kedge.channel USING btree (is_default) WHERE is_default;

CREATE INDEX decision_at ON kedge.decision USING btree (project_id, at);

CREATE INDEX decision_fleet_at ON kedge.decision USING btree (at, project_id, id);

CREATE INDEX decision_in_force ON kedge.decision USING btree (project_id, at) WHERE in_force;

CREATE INDEX delivery_due ON kedge.delivery USING btree (due_at, number) WHERE (state = 'waiting'::text);

CREATE INDEX delivery_ended ON kedge.delivery USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX delivery_of_notice ON kedge.delivery USING btree (notice_id, number);

CREATE INDEX delivery_state ON kedge.delivery USING btree (state, number);

CREATE INDEX delivery_waiting ON kedge.delivery USING btree (notice_id, number) WHERE (state = 'waiting'::text);

CREATE INDEX drift_event_at ON kedge.drift_event USING btree (project_id, at, id);

CREATE INDEX drift_event_timeline ON kedge.drift_event USING btree (project_id, stack, fingerprint, at, id);

CREATE INDEX drift_address ON kedge.drift USING hash (address) WHERE (NOT closed);

CREATE INDEX drift_address_threes ON kedge.drift USING gin (kedge.threes(address));

CREATE INDEX drift_cause ON kedge.drift USING btree (cause, rank, opened_at, project_id, stack) INCLUDE (state, class, resource) WHERE (NOT closed);

CREATE INDEX drift_closed ON kedge.drift USING btree (project_id, closed_at) INCLUDE (decided_at, state, rank) WHERE closed;

CREATE INDEX drift_decided ON kedge.drift USING btree (project_id, decided_at) INCLUDE (opened_at, rank) WHERE (decided_at IS NOT NULL);

CREATE INDEX drift_fingerprint ON kedge.drift USING btree (project_id, fingerprint);

CREATE INDEX drift_fleet_worst_first ON kedge.drift USING btree (closed, rank, opened_at, project_id, stack, fingerprint) INCLUDE (state, class);

CREATE INDEX drift_of_stack ON kedge.drift USING btree (project_id, stack, closed, rank, opened_at, fingerprint) INCLUDE (state, class);

CREATE INDEX drift_with_aliases ON kedge.drift USING btree (project_id) WHERE (aliases <> '{}'::text[]);

CREATE INDEX drift_worst_first ON kedge.drift USING btree (project_id, rank, opened_at, stack) INCLUDE (state) WHERE (NOT closed);

CREATE UNIQUE INDEX fix_run_live ON kedge.fix_run USING btree (project_id, stack) WHERE (outcome IS NULL);

CREATE INDEX fleet_change_at ON kedge.fleet_change USING btree (at);

CREATE INDEX fleet_stack_due ON kedge.fleet_stack USING btree (next_run_at, source, stack) WHERE (gone_since IS NULL);

CREATE INDEX hook_delivery_at ON kedge.hook_delivery USING btree (at);

CREATE UNIQUE INDEX job_delivery ON kedge.job USING btree (delivery);

CREATE INDEX job_ended ON kedge.job USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX job_live ON kedge.job USING btree (state, number) WHERE (ended_at IS NULL);

CREATE INDEX job_of_key ON kedge.job USING btree (key) WHERE ((ended_at IS NULL) AND (key IS NOT NULL));

CREATE INDEX job_of_stack ON kedge.job USING btree (source, stack, number);

CREATE UNIQUE INDEX job_once ON kedge.job USING btree (once) WHERE ((state = 'waiting'::text) AND (once IS NOT NULL));

CREATE INDEX notice_member_stack ON kedge.notice_member USING btree (project_id, stack);

CREATE INDEX notice_member_worst ON kedge.notice_member USING btree (notice_id, rank, opened_at);

CREATE INDEX notice_about ON kedge.notice USING btree (project_id, topic, key, state);

CREATE INDEX notice_closed ON kedge.notice USING btree (closed_at) WHERE (closed_at IS NOT NULL);

CREATE INDEX notice_of_channel ON kedge.notice USING btree (channel_id, way, state, updated_at);

CREATE INDEX notice_place ON kedge.notice USING btree (channel_id, reference) WHERE (topic = 'change'::text);

CREATE INDEX scan_at ON kedge.scan USING btree (project_id, at);

CREATE UNIQUE INDEX scan_number ON kedge.scan USING btree (number);

CREATE INDEX scan_of_stack ON kedge.scan USING btree (project_id, stack, at, id) INCLUDE (status);

CREATE INDEX session_person ON kedge.session USING btree (person);

CREATE OR REPLACE FUNCTION kedge.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception 'The audit log only grows: % is refused.', lower(tg_op);
    end
  $function$
;

CREATE OR REPLACE FUNCTION kedge.threes(text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT COST 1000
AS $function$
    select coalesce(array_agg(distinct substr(lower($1), n, 3)), '{}')
    from generate_series(1, length($1) - 2) as n
  $function$
;

CREATE TRIGGER audit_entry_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON kedge.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION kedge.refuse_audit_change();
