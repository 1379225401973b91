-- AlterTable
ALTER TABLE "oauth_app" ADD COLUMN     "previous_certificate" TEXT,
ADD COLUMN     "previous_certificate_expires_at" TIMESTAMPTZ(3);
