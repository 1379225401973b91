-- CreateTable
CREATE TABLE "plan_change" (
    "account_id" UUID NOT NULL,
    "from_period" CHAR(7) NOT NULL,
    "plan_key" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plan_change_pkey" PRIMARY KEY ("account_id","from_period")
);

-- AddForeignKey
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_change" ADD CONSTRAINT "plan_change_plan_key_fkey" FOREIGN KEY ("plan_key") REFERENCES "plan"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "invoice_line" ADD COLUMN     "usage_period" CHAR(7);

-- Until now a line was always of its invoice's month.
UPDATE "invoice_line" l SET "usage_period" = i."period"
FROM "invoice" i WHERE i."id" = l."invoice_id" AND l."meter" IS NOT NULL;
