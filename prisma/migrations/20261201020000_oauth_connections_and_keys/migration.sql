-- AlterTable
ALTER TABLE "oauth_app" ADD COLUMN     "jwks" JSONB,
ADD COLUMN     "post_logout_redirect_uris" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "resource_server" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "oauth_grant" ADD COLUMN     "authenticated_at" TIMESTAMPTZ(3),
ADD COLUMN     "device" TEXT;

-- CreateTable
CREATE TABLE "oauth_signing_key" (
    "kid" TEXT NOT NULL,
    "private_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_signing_key_pkey" PRIMARY KEY ("kid")
);
