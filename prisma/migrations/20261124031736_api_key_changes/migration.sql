-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "made_by_key_id" CHAR(8);

-- CreateIndex
CREATE INDEX "api_key_made_by_key_id_idx" ON "api_key"("made_by_key_id");

-- Every process drops what it has cached of a key as soon as the transaction that changes it commits.
-- The database itself tells them, so that no way of changing a key can forget to. A last use is not
-- such a change.
CREATE FUNCTION notify_api_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_api_key_changed', CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
  RETURN NULL;
END $$;

CREATE TRIGGER api_key_changed
AFTER DELETE OR UPDATE OF name, scopes, digest, pepper_version, allowed_cidrs, rate_limit, expires_at,
  revoked_at, rolled_at, previous_digest, previous_pepper_version, overlap_seconds, previous_not_after,
  previous_expires_at
ON api_key FOR EACH ROW EXECUTE FUNCTION notify_api_key_changed();

-- A member whose role changes, or who leaves, takes the keys along.
CREATE FUNCTION notify_membership_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_api_key_changed', id) FROM api_key
  WHERE workspace_id = OLD.workspace_id AND user_id = OLD.user_id;
  RETURN NULL;
END $$;

CREATE TRIGGER membership_changed
AFTER DELETE OR UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION notify_membership_changed();
