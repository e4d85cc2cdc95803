// PouchDB against express-pouchdb over LevelDB: the same records, one document each. Prints a line of JSON
// for each exchange: seconds, requests, and the bytes of the connections both ways.
const http = require('node:http');
const fs = require('node:fs');
const express = require('express');
const PouchNode = require('pouchdb-node');

const [, , folder, file] = process.argv;
const stats = { requests: 0, up: 0, down: 0 };
const served = express();
served.use((_request, _response, next) => { stats.requests += 1; next(); });
const prefix = `${folder}/hub/`;
fs.mkdirSync(prefix, { recursive: true });
const options = { mode: 'minimumForPouchDB', logPath: '/dev/null', inMemoryConfig: true };
served.use('/', require('express-pouchdb')(PouchNode.defaults({ prefix }), options));
const sockets = new Map();
const server = http.createServer(served);
server.on('connection', (socket) => {
  sockets.set(socket, [0, 0]);
  socket.on('close', () => { count(socket); sockets.delete(socket); });
});

function count(socket) {
  const [up, down] = sockets.get(socket);
  stats.up += socket.bytesRead - up;
  stats.down += socket.bytesWritten - down;
  sockets.set(socket, [socket.bytesRead, socket.bytesWritten]);
}

const now = () => { for (const socket of sockets.keys()) count(socket); return { ...stats }; };
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function exchange(name, work) {
  await pause(150);
  const before = now();
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  await pause(150);
  const after = now();
  const told = { name, seconds, requests: after.requests - before.requests };
  told.bytes = after.up - before.up + after.down - before.down;
  console.log(JSON.stringify(told));
}

async function main() {
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const remote = `http://127.0.0.1:${server.address().port}/files`;
  const records = JSON.parse(fs.readFileSync(file, 'utf8'));
  const one = new PouchNode(`${folder}/one`);
  const other = new PouchNode(`${folder}/other`);
  const docs = records.map((record, n) => ({ _id: `record-${String(n).padStart(7, '0')}`, ...record }));
  for (let n = 0; n < docs.length; n += 1000) await one.bulkDocs(docs.slice(n, n + 1000));
  const many = { batch_size: 500 };
  await exchange('push', () => one.replicate.to(remote, many));
  await exchange('first', () => other.replicate.from(remote, many));
  for (let n = 0; n < 10; n += 1) {
    const doc = await one.get(docs[n]._id);
    await one.put({ ...doc, place: `Otra ${n}` });
    await exchange('one', async () => { await one.replicate.to(remote); await other.replicate.from(remote); });
  }
  for (let n = 0; n < 10; n += 1) await exchange('quiet', () => other.replicate.from(remote));
  process.exit(0);
}

main().catch((error) => { console.error(error); process.exit(1); });
