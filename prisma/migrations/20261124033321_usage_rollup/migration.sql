/*
  Warnings:

  - The primary key for the `usage_event` table will be changed. If it partially fails, the table could be left without primary key constraint.

*/
-- DropForeignKey
ALTER TABLE "usage_event" DROP CONSTRAINT "usage_event_meter_id_fkey";

-- DropIndex
DROP INDEX "usage_event_meter_id_time_idx";

-- DropIndex
DROP INDEX "usage_event_workspace_id_mode_id_idx";

-- AlterTable
ALTER TABLE "usage_event" DROP CONSTRAINT "usage_event_pkey",
ADD CONSTRAINT "usage_event_pkey" PRIMARY KEY ("workspace_id", "mode", "id");

-- CreateTable
CREATE TABLE "usage_delta" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "meter_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" BIGINT NOT NULL,
    "sum" DECIMAL NOT NULL,
    "max" DECIMAL NOT NULL,
    "distinct_values" TEXT[],

    CONSTRAINT "usage_delta_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_hour" (
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "meter_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" BIGINT NOT NULL,
    "sum" DECIMAL NOT NULL,
    "max" DECIMAL NOT NULL,

    CONSTRAINT "usage_hour_pkey" PRIMARY KEY ("meter_id","hour")
);

-- CreateTable
CREATE TABLE "usage_hour_value" (
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "meter_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "usage_hour_value_pkey" PRIMARY KEY ("meter_id","hour","value")
);

-- CreateTable
CREATE TABLE "usage_month" (
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "meter_id" UUID NOT NULL,
    "period" CHAR(7) NOT NULL,
    "count" BIGINT NOT NULL,
    "sum" DECIMAL NOT NULL,
    "max" DECIMAL NOT NULL,
    "distinct_count" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "sent_version" BIGINT NOT NULL DEFAULT 0,
    "waiting_since" TIMESTAMPTZ(3),

    CONSTRAINT "usage_month_pkey" PRIMARY KEY ("meter_id","period")
);

-- CreateTable
CREATE TABLE "usage_month_value" (
    "meter_id" UUID NOT NULL,
    "period" CHAR(7) NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "usage_month_value_pkey" PRIMARY KEY ("meter_id","period","value")
);

-- CreateIndex
CREATE INDEX "usage_delta_meter_id_hour_idx" ON "usage_delta"("meter_id", "hour");

-- CreateIndex
CREATE INDEX "usage_month_waiting_since_idx" ON "usage_month"("waiting_since");

-- What an insert adds is noted in the same transaction, whoever inserts and however. The transition
-- table holds only rows that were stored: an event that was there already adds nothing.
CREATE FUNCTION note_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_delta (workspace_id, mode, meter_id, hour, count, sum, max, distinct_values)
  SELECT e.workspace_id, e.mode, e.meter_id, date_trunc('hour', e.time, 'UTC'),
    count(*), sum(e.quantity), max(e.quantity),
    coalesce(array_agg(DISTINCT e.properties ->> m.property)
      FILTER (WHERE m.property IS NOT NULL AND e.properties ->> m.property IS NOT NULL), '{}')
  FROM fresh e JOIN meter m ON m.id = e.meter_id
  GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE TRIGGER note_usage AFTER INSERT ON usage_event
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_usage();

-- Events from before the trigger.
INSERT INTO usage_delta (workspace_id, mode, meter_id, hour, count, sum, max, distinct_values)
SELECT e.workspace_id, e.mode, e.meter_id, date_trunc('hour', e.time, 'UTC'),
  count(*), sum(e.quantity), max(e.quantity),
  coalesce(array_agg(DISTINCT e.properties ->> m.property)
    FILTER (WHERE m.property IS NOT NULL AND e.properties ->> m.property IS NOT NULL), '{}')
FROM usage_event e JOIN meter m ON m.id = e.meter_id
GROUP BY 1, 2, 3, 4;
