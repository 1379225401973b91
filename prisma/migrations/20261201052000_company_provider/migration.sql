-- AlterTable
ALTER TABLE "membership" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "provider_session" TEXT;

-- CreateTable
CREATE TABLE "company_provider" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "domain_proof" TEXT NOT NULL,
    "domain_proved_at" TIMESTAMPTZ(3),
    "role" "Role" NOT NULL DEFAULT 'member',
    "required_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "company_provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "company_member" (
    "user_id" UUID NOT NULL,
    "provider_id" UUID,
    "refresh_token" TEXT,
    "offline" BOOLEAN NOT NULL DEFAULT false,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "company_member_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "company_provider_workspace_id_key" ON "company_provider"("workspace_id");

-- CreateIndex
CREATE INDEX "company_provider_domain_idx" ON "company_provider"("domain");

-- CreateIndex
CREATE INDEX "company_member_provider_id_idx" ON "company_member"("provider_id");

-- CreateIndex
CREATE INDEX "company_member_checked_at_idx" ON "company_member"("checked_at");

-- AddForeignKey
ALTER TABLE "company_provider" ADD CONSTRAINT "company_provider_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "company_member" ADD CONSTRAINT "company_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "company_member" ADD CONSTRAINT "company_member_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "company_provider"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A proved domain belongs to one workspace. Prisma's schema has no partial index.
CREATE UNIQUE INDEX "company_provider_proved_domain" ON "company_provider"("domain") WHERE "domain_proved_at" IS NOT NULL;
