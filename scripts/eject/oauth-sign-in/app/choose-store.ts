import { createMemoryStore } from '../memory-store';
import { createPostgresStore } from '../postgres-store.repository';
import { chooseSignInStore } from '../stored-people';

const { DATABASE_URL } = process.env;

chooseSignInStore(DATABASE_URL ? createPostgresStore(DATABASE_URL) : createMemoryStore());
