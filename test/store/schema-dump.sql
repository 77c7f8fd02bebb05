with relations as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.reloptions
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'kedge' and c.relkind = 'r'
),
columns as (
  select r.oid, string_agg(
    '  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when co.collname is null or co.collname = 'default' then '' else ' collate ' || quote_ident(co.collname) end
    || case when a.attnotnull then ' not null' else '' end
    || case when a.attidentity = 'a' then ' generated always as identity' else '' end
    || case
         when a.attgenerated = 's' then ' generated always as (' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '\s+', ' ', 'g') || ') stored'
         when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid)
         else ''
       end,
    E',\n' order by a.attnum) as text
  from relations r
  join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
  left join pg_collation co on co.oid = a.attcollation
  group by r.oid
),
lines as (
  select 1 as part, r.name as key,
    'create table ' || r.name || E' (\n' || c.text || E'\n)'
    || coalesce(' with (' || array_to_string(r.reloptions, ', ') || ')', '') || ';' as line
  from relations r join columns c on c.oid = r.oid
  union all
  select case contype when 'p' then 2 when 'u' then 3 when 'c' then 4 else 5 end, r.name || conname,
    'alter table ' || r.name || ' add constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(k.oid) || ';'
  from relations r join pg_constraint k on k.conrelid = r.oid
  where contype in ('p', 'u', 'c', 'f')
  union all
  select 6, r.name || i.relname, pg_get_indexdef(i.oid) || ';'
  from relations r join pg_index x on x.indrelid = r.oid join pg_class i on i.oid = x.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.oid and contype in ('p', 'u'))
  union all
  select 7, p.proname, pg_get_functiondef(p.oid) || ';'
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = 'kedge'
  union all
  select 8, r.name || tgname, pg_get_triggerdef(t.oid) || ';'
  from relations r join pg_trigger t on t.tgrelid = r.oid
  where not t.tgisinternal
)
select line from lines order by part, key collate "C";
