-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "billing";

-- CreateEnum
CREATE TYPE "Mode" AS ENUM ('test', 'live');

-- CreateEnum
CREATE TYPE "InvoiceStatus" AS ENUM ('open', 'paid', 'void');

-- CreateEnum
CREATE TYPE "PaymentStatus" AS ENUM ('succeeded', 'declined', 'requires_action');

-- CreateEnum
CREATE TYPE "Book" AS ENUM ('receivable', 'revenue', 'cash');

-- CreateTable
CREATE TABLE "plan" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "monthly_fee" BIGINT NOT NULL,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "plan_tier" (
    "plan_key" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "up_to" DECIMAL(30,9),
    "unit_price" DECIMAL(20,10) NOT NULL,

    CONSTRAINT "plan_tier_pkey" PRIMARY KEY ("plan_key","meter","position")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "plan_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_total" (
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "meter" TEXT NOT NULL,
    "period" CHAR(7) NOT NULL,
    "quantity" DECIMAL(30,9) NOT NULL,
    "version" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_total_pkey" PRIMARY KEY ("workspace_id","mode","meter","period")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "number" TEXT NOT NULL,
    "status" "InvoiceStatus" NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "period" CHAR(7) NOT NULL,
    "total" BIGINT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_line" (
    "invoice_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "meter" TEXT,
    "quantity" DECIMAL(30,9) NOT NULL,
    "unit_price" DECIMAL(20,10) NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("invoice_id","position")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "status" "PaymentStatus" NOT NULL,
    "method" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "reference" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "transaction_id" UUID NOT NULL,
    "book" "Book" NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("transaction_id","book")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_workspace_id_mode_key" ON "account"("workspace_id", "mode");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_number_key" ON "invoice"("number");

-- CreateIndex
CREATE INDEX "invoice_workspace_id_mode_id_idx" ON "invoice"("workspace_id", "mode", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_account_id_period_key" ON "invoice"("account_id", "period");

-- CreateIndex
CREATE UNIQUE INDEX "payment_invoice_id_idempotency_key_key" ON "payment"("invoice_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_reference_key" ON "ledger_transaction"("reference");

-- CreateIndex
CREATE INDEX "ledger_transaction_workspace_id_mode_idx" ON "ledger_transaction"("workspace_id", "mode");

-- AddForeignKey
ALTER TABLE "plan_tier" ADD CONSTRAINT "plan_tier_plan_key_fkey" FOREIGN KEY ("plan_key") REFERENCES "plan"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_plan_key_fkey" FOREIGN KEY ("plan_key") REFERENCES "plan"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What follows is not in the Prisma schema: rules that the database itself holds.

-- Two payments of one invoice at the same moment: at most one succeeds.
CREATE UNIQUE INDEX "payment_one_success" ON "payment" ("invoice_id") WHERE "status" = 'succeeded';

ALTER TABLE "invoice" ADD CONSTRAINT "invoice_total_not_negative" CHECK ("total" >= 0);
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_paid_has_time" CHECK (("status" = 'paid') = ("paid_at" IS NOT NULL));
ALTER TABLE "usage_total" ADD CONSTRAINT "usage_total_not_negative" CHECK ("quantity" >= 0);

-- Double entry: at commit the entries of each transaction sum to zero in each currency.
CREATE FUNCTION "ledger_must_balance"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM "billing"."ledger_entry" WHERE "transaction_id" = NEW."transaction_id"
    GROUP BY "currency" HAVING sum("amount") <> 0
  ) THEN
    RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW."transaction_id"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "ledger_balances" AFTER INSERT ON "ledger_entry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "ledger_must_balance"();

-- What is booked stays booked; a mistake is corrected by a further transaction.
CREATE FUNCTION "ledger_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER "ledger_entry_append_only" BEFORE UPDATE OR DELETE ON "ledger_entry"
  FOR EACH ROW EXECUTE FUNCTION "ledger_is_append_only"();
CREATE TRIGGER "ledger_transaction_append_only" BEFORE UPDATE OR DELETE ON "ledger_transaction"
  FOR EACH ROW EXECUTE FUNCTION "ledger_is_append_only"();
