-- Run it once: the table, its audit log, and the trigger that tells every process of a change.
create table if not exists api_key (
  id char(8) primary key, workspace_id text not null, user_id text not null, name text not null,
  mode text not null check (mode in ('test', 'live')), scopes text[] not null,
  digest bytea not null unique, pepper_version int not null,
  allowed_cidrs text[] not null, rate_limit int, made_by_key_id char(8) references api_key,
  created_at timestamptz(3) not null, expires_at timestamptz(3) not null,
  revoked_at timestamptz(3), revoked_reason text, exposed_at timestamptz(3), rolled_at timestamptz(3),
  previous_digest bytea, previous_pepper_version int, overlap_seconds int,
  previous_not_after timestamptz(3), previous_expires_at timestamptz(3),
  last_used_at timestamptz(3), last_used_address text, last_used_user_agent text);
create index if not exists api_key_by_workspace on api_key (workspace_id, created_at desc);
create index if not exists api_key_by_maker on api_key (made_by_key_id);
create table if not exists api_key_event (
  sequence bigint generated always as identity primary key, time timestamptz not null default now(),
  key_id char(8) not null, actor text not null, action text not null, detail jsonb);
create or replace function notify_api_key_changed() returns trigger language plpgsql as $$
  begin perform pg_notify('api_key_changed', coalesce(new.id, old.id)); return null; end $$;
create or replace trigger api_key_changed after insert or delete or update of digest, scopes,
  revoked_at, expires_at, allowed_cidrs, rate_limit, previous_digest, previous_expires_at
  on api_key for each row execute function notify_api_key_changed();
