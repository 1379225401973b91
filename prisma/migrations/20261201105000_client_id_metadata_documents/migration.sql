-- AlterTable
ALTER TABLE "oauth_app" ADD COLUMN "metadata_url" TEXT,
ALTER COLUMN "workspace_id" DROP NOT NULL,
ALTER COLUMN "user_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "oauth_grant" ADD COLUMN "audiences" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE UNIQUE INDEX "oauth_app_metadata_url_key" ON "oauth_app"("metadata_url");
