-- AlterTable
ALTER TABLE "workspace" ADD COLUMN "sandbox" BOOLEAN NOT NULL DEFAULT false;

-- Sandboxes that exist already: only the attack lab makes ids of version 8.
UPDATE "workspace" SET "sandbox" = true
WHERE substr("id"::text, 15, 1) = '8' AND "name" IN ('Attack lab', 'Attack lab, next door');
