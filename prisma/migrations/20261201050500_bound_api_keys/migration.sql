-- AlterTable
ALTER TABLE "api_key" ADD COLUMN "jwk_thumbprint" TEXT,
ADD COLUMN "previous_jwk_thumbprint" TEXT,
ADD COLUMN "previous_public_jwk" JSONB,
ADD COLUMN "public_jwk" JSONB;

-- AlterTable
ALTER TABLE "request_log" ADD COLUMN "proof" TEXT;

-- CreateTable
CREATE TABLE "seen_proof" (
    "digest" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seen_proof_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "seen_proof_expires_at_idx" ON "seen_proof"("expires_at");

-- A change of the pair is a change that every process has to know of.
DROP TRIGGER api_key_changed ON api_key;
CREATE TRIGGER api_key_changed
AFTER DELETE OR UPDATE OF name, scopes, digest, pepper_version, allowed_cidrs, rate_limit, expires_at,
  revoked_at, rolled_at, previous_digest, previous_pepper_version, overlap_seconds, previous_not_after,
  previous_expires_at, public_jwk, jwk_thumbprint, previous_public_jwk, previous_jwk_thumbprint
ON api_key FOR EACH ROW EXECUTE FUNCTION notify_api_key_changed();
