-- CreateEnum
CREATE TYPE "connection_provider" AS ENUM ('slack', 'drive');

-- CreateEnum
CREATE TYPE "connection_status" AS ENUM ('active', 'reconnect');

-- CreateEnum
CREATE TYPE "slack_message_status" AS ENUM ('pending', 'posted', 'failed');

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "provider" "connection_provider" NOT NULL,
    "user_id" UUID NOT NULL,
    "status" "connection_status" NOT NULL DEFAULT 'active',
    "reason" TEXT,
    "account_id" TEXT NOT NULL,
    "account_name" TEXT NOT NULL,
    "scopes" TEXT[],
    "access_token" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "token_version" INTEGER NOT NULL DEFAULT 1,
    "channel" TEXT,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_attempt" (
    "state_digest" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "provider" "connection_provider" NOT NULL,
    "code_verifier" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_attempt_pkey" PRIMARY KEY ("state_digest")
);

-- CreateTable
CREATE TABLE "slack_message" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "status" "slack_message_status" NOT NULL DEFAULT 'pending',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "leased_until" TIMESTAMPTZ(3),
    "channel" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempted_at" TIMESTAMPTZ(3),

    CONSTRAINT "slack_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drive_export" (
    "connection_id" UUID NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "link" TEXT,
    "user_id" UUID NOT NULL,
    "exported_at" TIMESTAMPTZ(3),
    "attempted_at" TIMESTAMPTZ(3) NOT NULL,
    "error" TEXT,

    CONSTRAINT "drive_export_pkey" PRIMARY KEY ("connection_id","invoice_id")
);

-- CreateIndex
CREATE INDEX "connection_checked_at_idx" ON "connection"("checked_at");

-- CreateIndex
CREATE UNIQUE INDEX "connection_workspace_id_mode_provider_key" ON "connection"("workspace_id", "mode", "provider");

-- CreateIndex
CREATE INDEX "connection_attempt_expires_at_idx" ON "connection_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "slack_message_next_attempt_at_idx" ON "slack_message"("next_attempt_at");

-- CreateIndex
CREATE INDEX "slack_message_connection_id_created_at_idx" ON "slack_message"("connection_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "slack_message_connection_id_subject_key" ON "slack_message"("connection_id", "subject");

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slack_message" ADD CONSTRAINT "slack_message_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drive_export" ADD CONSTRAINT "drive_export_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;


