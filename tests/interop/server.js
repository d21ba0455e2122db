// A tus server that is not ours: @tus/server over a folder. Says its address, serves until standard input ends. An upload's name
// is the packet's id, as PROTOCOL.md section 5 has it.
import { createServer } from 'node:http';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const server = new Server({
  path: '/v1/uploads',
  datastore: new FileStore({ directory: process.argv[2] }),
  namingFunction: (_, metadata) => metadata.packet,
  relativeLocation: true,
});
const listening = createServer((request, response) => server.handle(request, response)).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${listening.address().port}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
