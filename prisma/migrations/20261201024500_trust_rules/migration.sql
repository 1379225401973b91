-- CreateTable
CREATE TABLE "trust_rule" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "mode" "Mode" NOT NULL,
    "name" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "claims" JSONB NOT NULL,
    "scopes" TEXT[],
    "allowed_cidrs" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "jwks" JSONB,
    "reusable" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_subject" TEXT,
    "last_refused_at" TIMESTAMPTZ(3),
    "last_refusal" TEXT,

    CONSTRAINT "trust_rule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "trust_rule_issuer_audience_idx" ON "trust_rule"("issuer", "audience");

-- CreateIndex
CREATE INDEX "trust_rule_workspace_id_created_at_idx" ON "trust_rule"("workspace_id", "created_at");

-- AddForeignKey
ALTER TABLE "trust_rule" ADD CONSTRAINT "trust_rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trust_rule" ADD CONSTRAINT "trust_rule_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
