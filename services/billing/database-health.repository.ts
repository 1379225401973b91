import { billingDatabase } from './database';

/** Whether the database answers a question, within the limits of its connection. */
export async function billingDatabaseAnswers(): Promise<boolean> {
  try {
    await billingDatabase().$queryRaw`select 1`;
    return true;
  } catch {
    return false;
  }
}
