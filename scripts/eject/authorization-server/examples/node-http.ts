import { createServer } from 'node:http';
import { answer } from './site';
import { announce, PORT, prepare } from './start';

prepare();

createServer((request, response) => {
  void answer(request, response);
}).listen(PORT, () => void announce());
