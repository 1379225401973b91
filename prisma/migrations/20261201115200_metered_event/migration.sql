-- The version before goes on writing to "usage_event" while this one is rolled out, and can be deployed
-- again: that table keeps its name, its unique index and its trigger, and is the first partition of
-- "metered_event", which this version reads and writes.

ALTER TABLE "usage_event" RENAME TO "metered_event";
ALTER TABLE "metered_event" RENAME CONSTRAINT "usage_event_pkey" TO "metered_event_pkey";
ALTER TABLE "usage_event_early" RENAME TO "usage_event";
ALTER TABLE "usage_event" RENAME CONSTRAINT "usage_event_early_pkey" TO "usage_event_pkey";
ALTER TABLE "usage_event_late" RENAME TO "metered_event_late";

DO $$
DECLARE
  partition TEXT;
  months INTEGER := 0;
  later TIMESTAMPTZ :=
    (date_trunc('month', now() AT TIME ZONE 'UTC') + INTERVAL '2 months') AT TIME ZONE 'UTC';
  bound UUID :=
    (lpad(to_hex((extract(epoch FROM later) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
BEGIN
  FOR partition IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = '"metered_event"'::regclass AND c.relname ~ '^usage_event_\d{4}_\d\d$'
  LOOP
    months := months + 1;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', partition, replace(partition, 'usage_', 'metered_'));
  END LOOP;

  -- What is stored through "metered_event" meets this index, too. Without events there is no version before.
  IF EXISTS (SELECT FROM usage_event) THEN
    CREATE UNIQUE INDEX "usage_event_workspace_id_mode_client_id_key" ON "usage_event"("workspace_id", "mode", "client_id");
  END IF;

  -- The version before can write for one month at least.
  IF months = 0 THEN
    ALTER TABLE metered_event DETACH PARTITION usage_event;
    ALTER TABLE metered_event DETACH PARTITION metered_event_late;
    WITH moved AS (DELETE FROM metered_event_late WHERE id < bound RETURNING *)
      INSERT INTO usage_event SELECT * FROM moved;
    EXECUTE format('ALTER TABLE metered_event ATTACH PARTITION usage_event FOR VALUES FROM (MINVALUE) TO (%L)', bound);
    EXECUTE format('ALTER TABLE metered_event ATTACH PARTITION metered_event_late FOR VALUES FROM (%L) TO (MAXVALUE)', bound);
  END IF;
END $$;

-- What the version before stores is noted, and its ids are claimed. The triggers of a partition do not
-- fire for a statement on the table that it is a part of.
CREATE FUNCTION claim_event_ids() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_event_id (workspace_id, mode, client_id, period, event_id)
  SELECT workspace_id, mode, client_id, floor(extract(epoch FROM received_at) / 3024000)::int, id
  FROM fresh ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER claim_event_ids AFTER INSERT ON usage_event
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION claim_event_ids();

CREATE TRIGGER note_usage AFTER INSERT ON usage_event
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_usage();
