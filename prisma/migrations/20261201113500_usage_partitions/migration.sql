-- Events by month of receipt, which is the time in their UUIDv7, and the ids that callers chose in a
-- table of their own, by periods of 35 days: a unique index of a partitioned table has to contain the
-- partition key. The rows that exist are not copied: their table becomes the first partition.
-- See docs/decisions/0197-usage-events-partitioned-by-month.md

CREATE TABLE "usage_event_id" (
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "client_id" TEXT NOT NULL,
    "period" INTEGER NOT NULL,
    "event_id" UUID NOT NULL,

    CONSTRAINT "usage_event_id_pkey" PRIMARY KEY ("workspace_id", "mode", "client_id", "period")
) PARTITION BY RANGE ("period");

CREATE TABLE "usage_event_id_default" PARTITION OF "usage_event_id" DEFAULT;

DROP TRIGGER note_usage ON "usage_event";
ALTER TABLE "usage_event" RENAME TO "usage_event_early";
ALTER TABLE "usage_event_early" RENAME CONSTRAINT "usage_event_pkey" TO "usage_event_early_pkey";
DROP INDEX "usage_event_workspace_id_mode_client_id_key";

CREATE TABLE "usage_event" (LIKE "usage_event_early" INCLUDING DEFAULTS) PARTITION BY RANGE ("id");
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_pkey" PRIMARY KEY ("workspace_id", "mode", "id");

DO $$
DECLARE
  current INTEGER := floor(extract(epoch FROM now()) / 3024000);
  next_month TIMESTAMPTZ :=
    (date_trunc('month', now() AT TIME ZONE 'UTC') + INTERVAL '1 month') AT TIME ZONE 'UTC';
  bound UUID :=
    (lpad(to_hex((extract(epoch FROM next_month) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
BEGIN
  EXECUTE format('CREATE TABLE %I PARTITION OF usage_event_id FOR VALUES FROM (MINVALUE) TO (%s)',
    'usage_event_id_' || current - 2, current - 1);
  FOR n IN current - 1 .. current + 1 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF usage_event_id FOR VALUES FROM (%s) TO (%s)',
      'usage_event_id_' || n, n, n + 1);
  END LOOP;

  -- Ids that a clock made which was ahead, or another generator.
  CREATE TABLE "usage_event_late" (LIKE "usage_event" INCLUDING ALL);
  WITH moved AS (DELETE FROM usage_event_early WHERE id >= bound RETURNING *)
    INSERT INTO usage_event_late SELECT * FROM moved;
  EXECUTE format('ALTER TABLE usage_event ATTACH PARTITION usage_event_early FOR VALUES FROM (MINVALUE) TO (%L)', bound);
  EXECUTE format('ALTER TABLE usage_event ATTACH PARTITION usage_event_late FOR VALUES FROM (%L) TO (MAXVALUE)', bound);
END $$;

INSERT INTO usage_event_id (workspace_id, mode, client_id, period, event_id)
SELECT workspace_id, mode, client_id, floor(extract(epoch FROM received_at) / 3024000)::int, id
FROM usage_event;

CREATE TRIGGER note_usage AFTER INSERT ON usage_event
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_usage();
