-- AlterTable
ALTER TABLE "oauth_app" ADD COLUMN     "certificate" TEXT,
ADD COLUMN     "machine_mode" "Mode";
