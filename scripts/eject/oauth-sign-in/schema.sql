-- Run it once.
create table if not exists person (
  id uuid primary key, name text, email text check (email = lower(email)), image text,
  created_at timestamptz not null default now());
create index if not exists person_by_email on person (email);
-- A person is found by issuer and subject, never by an address.
create table if not exists identity (
  id uuid primary key, user_id uuid not null references person on delete cascade,
  provider text not null, issuer text not null, subject text not null,
  created_at timestamptz not null default now(), unique (issuer, subject));
create index if not exists identity_by_person on identity (user_id);
-- Of a session's token only SHA-256 is kept.
create table if not exists session (
  id uuid primary key, token_digest bytea not null unique,
  user_id uuid not null references person on delete cascade,
  created_at timestamptz(3) not null, last_seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null, provider text, address text, user_agent text,
  authenticated_at timestamptz(3), provider_session text);
create index if not exists session_by_person on session (user_id);
