-- What a key answers about itself names its owner and its workspace, so a new name is a change of the
-- key, too.
CREATE FUNCTION notify_workspace_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_api_key_changed', id) FROM api_key WHERE workspace_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER workspace_renamed AFTER UPDATE OF name ON workspace
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION notify_workspace_renamed();

CREATE FUNCTION notify_user_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_api_key_changed', api_key.id)
  FROM api_key JOIN membership USING (workspace_id, user_id) WHERE membership.user_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER user_renamed AFTER UPDATE OF name ON "user"
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION notify_user_renamed();
