-- A removed endpoint can be brought back for some minutes, then its row goes.
alter table "webhook_endpoint" add column "removed_at" timestamptz(3);
