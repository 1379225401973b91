-- AlterTable
ALTER TABLE "company_provider" ADD COLUMN     "offline_access" BOOLEAN NOT NULL DEFAULT true;
