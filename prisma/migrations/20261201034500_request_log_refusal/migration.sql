-- AlterTable
ALTER TABLE "request_log" ADD COLUMN "detail" TEXT,
ADD COLUMN "errors" JSONB;
