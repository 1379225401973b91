-- Run it once.
create table if not exists oauth_app (
  id uuid primary key, workspace_id uuid not null, owner_name text not null, name text not null,
  redirect_uris text[] not null, post_logout_redirect_uris text[] not null,
  scopes text[] not null, required_scopes text[] not null, public boolean not null,
  jwks jsonb, resource_server boolean not null, created_at timestamptz(3) not null,
  secret_digest bytea, previous_secret_digest bytea, previous_secret_expires_at timestamptz(3));
create index if not exists oauth_app_by_workspace on oauth_app (workspace_id);
create table if not exists oauth_grant (
  id uuid primary key, app_id uuid not null references oauth_app on delete cascade,
  user_id uuid not null, workspace_id uuid not null,
  mode text not null check (mode in ('test', 'live')),
  scopes text[] not null, declined_scopes text[] not null, audiences text[] not null,
  created_at timestamptz(3) not null, expires_at timestamptz(3) not null,
  last_used_at timestamptz(3), device text, authenticated_at timestamptz(3),
  revoked_at timestamptz(3));
create index if not exists oauth_grant_by_person on oauth_grant (user_id);
create index if not exists oauth_grant_by_app on oauth_grant (app_id);
-- Codes, tokens and all else that is kept for a while. Of each value only SHA-256 is stored.
create table if not exists oauth_artefact (
  digest bytea primary key, kind text not null, payload jsonb not null,
  grant_id uuid references oauth_grant on delete cascade,
  uid_digest bytea unique, user_code_digest bytea unique,
  expires_at timestamptz(3) not null, consumed_at timestamptz(3));
create index if not exists oauth_artefact_by_grant on oauth_artefact (grant_id);
create index if not exists oauth_artefact_by_expiry on oauth_artefact (expires_at);
