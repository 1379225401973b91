import express from 'express';
import { answer } from './site';
import { announce, PORT, prepare } from './start';

prepare();

const app = express();
app.disable('x-powered-by');
// Before any parser of bodies: the authorization server reads its own.
app.use((request, response) => answer(request, response));
app.listen(PORT, () => void announce());
