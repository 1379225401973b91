-- What was recorded for the learner who watched: every instance shows it. Kept for hours, never longer
-- than a day.
CREATE TABLE recording (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  owner_id UUID NOT NULL,
  content TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  expires_at TIMESTAMPTZ(3) NOT NULL
);

CREATE INDEX recording_kind_owner_id_created_at_idx ON recording (kind, owner_id, created_at);
CREATE INDEX recording_expires_at_idx ON recording (expires_at);
