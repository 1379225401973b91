-- AlterTable
ALTER TABLE "session" ADD COLUMN     "authenticated_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "oauth_app" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "redirect_uris" TEXT[],
    "scopes" TEXT[],
    "required_scopes" TEXT[],
    "public" BOOLEAN NOT NULL,
    "secret_digest" BYTEA,
    "previous_secret_digest" BYTEA,
    "previous_secret_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_app_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_grant" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "scopes" TEXT[],
    "declined_scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "oauth_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_artefact" (
    "digest" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "grant_id" UUID,
    "uid_digest" BYTEA,
    "user_code_digest" BYTEA,
    "payload" JSONB NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_artefact_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "oauth_refresh_answer" (
    "digest" BYTEA NOT NULL,
    "answer" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_refresh_answer_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "oauth_app_workspace_id_created_at_idx" ON "oauth_app"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "oauth_grant_user_id_idx" ON "oauth_grant"("user_id");

-- CreateIndex
CREATE INDEX "oauth_grant_app_id_idx" ON "oauth_grant"("app_id");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_artefact_uid_digest_key" ON "oauth_artefact"("uid_digest");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_artefact_user_code_digest_key" ON "oauth_artefact"("user_code_digest");

-- CreateIndex
CREATE INDEX "oauth_artefact_grant_id_idx" ON "oauth_artefact"("grant_id");

-- CreateIndex
CREATE INDEX "oauth_artefact_expires_at_idx" ON "oauth_artefact"("expires_at");

-- CreateIndex
CREATE INDEX "oauth_refresh_answer_created_at_idx" ON "oauth_refresh_answer"("created_at");

-- AddForeignKey
ALTER TABLE "oauth_app" ADD CONSTRAINT "oauth_app_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_app" ADD CONSTRAINT "oauth_app_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_grant" ADD CONSTRAINT "oauth_grant_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "oauth_app"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_grant" ADD CONSTRAINT "oauth_grant_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_grant" ADD CONSTRAINT "oauth_grant_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
