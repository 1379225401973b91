-- Every process drops the access tokens that it remembers of a grant as soon as the transaction commits
-- that changes what one of them may do. The database itself tells them, so that no way of changing it
-- can forget to. A last use is not such a change.
CREATE FUNCTION notify_oauth_grant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_oauth_grant_changed', OLD.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER oauth_grant_changed
AFTER DELETE OR UPDATE OF app_id, user_id, workspace_id, mode, scopes, expires_at, revoked_at, authenticated_at
ON oauth_grant FOR EACH ROW EXECUTE FUNCTION notify_oauth_grant_changed();

-- A token that ends before its time. One that has expired is refused without being told.
CREATE FUNCTION notify_access_token_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_oauth_grant_changed', OLD.grant_id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER access_token_changed
AFTER DELETE OR UPDATE ON oauth_artefact FOR EACH ROW
WHEN (OLD.kind = 'AccessToken' AND OLD.grant_id IS NOT NULL AND OLD.expires_at > now())
EXECUTE FUNCTION notify_access_token_changed();

-- A member whose role changes, who is suspended or who leaves, takes the connections along.
CREATE FUNCTION notify_member_grants_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_oauth_grant_changed', id::text) FROM oauth_grant
  WHERE user_id = OLD.user_id AND workspace_id = OLD.workspace_id AND revoked_at IS NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER member_grants_changed
AFTER DELETE OR UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION notify_member_grants_changed();

-- What a token answers about itself names person, workspace and app.
CREATE FUNCTION notify_named_grants_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tollgate_oauth_grant_changed', id::text) FROM oauth_grant
  WHERE revoked_at IS NULL AND CASE TG_TABLE_NAME
    WHEN 'user' THEN user_id = NEW.id
    WHEN 'workspace' THEN workspace_id = NEW.id
    ELSE app_id = NEW.id END;
  RETURN NULL;
END $$;

CREATE TRIGGER user_grants_renamed AFTER UPDATE OF name ON "user"
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION notify_named_grants_changed();

CREATE TRIGGER workspace_grants_renamed AFTER UPDATE OF name ON workspace
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION notify_named_grants_changed();

CREATE TRIGGER app_grants_renamed AFTER UPDATE OF name, metadata_url ON oauth_app
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.metadata_url IS DISTINCT FROM NEW.metadata_url)
EXECUTE FUNCTION notify_named_grants_changed();
